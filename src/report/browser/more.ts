import { counted } from '../../text/count.ts';
import { element } from './dom.ts';

/**
 * Puts rows into a table's body, so many at a time, and a button that brings more of them.
 * @param make the nodes of one row
 * @param place where the button goes
 */
export function showRows<Row>(
  rows: readonly Row[],
  body: HTMLElement,
  place: HTMLElement,
  pageSize: number,
  make: (row: Row) => readonly HTMLElement[],
): void {
  let shown = 0;
  const button = element('button', { type: 'button', class: 'more' });
  const showNext = () => {
    const next = rows.slice(shown, shown + pageSize).map(make);
    shown += next.length;
    body.append(...next.flat());
    const left = rows.length - shown;
    button.textContent = `Show ${Math.min(left, pageSize)} more of ${counted(left, 'row')}`;
    if (left === 0) button.remove();
    return next[0]?.[0];
  };
  body.replaceChildren();
  place.replaceChildren(button);
  showNext();
  button.addEventListener('click', () => {
    const first = showNext();
    // Whoever goes on by keyboard goes on from the first of the new rows.
    const target = first?.querySelector<HTMLElement>('button') ?? first;
    if (!target) return;
    if (target === first) target.tabIndex = -1;
    target.focus();
  });
}
