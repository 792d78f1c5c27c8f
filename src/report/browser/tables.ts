import { element } from './dom.ts';

// On narrow screens, tables are shown as cards: style then takes their roles away, so they are spelled out.

/** A table below a row. @param titles of the columns; an empty one is that of what needs no words */
export function smallTable(titles: readonly string[], body: HTMLElement): HTMLElement {
  const cells = titles.map((title) => element('th', { scope: 'col', role: 'columnheader' }, title));
  const head = element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...cells));
  return element('table', { class: 'details', role: 'table' }, head, body);
}

/** The body of such a table. */
export function tableBody(): HTMLElement {
  return element('tbody', { role: 'rowgroup' });
}

/** A row of a table. @param name what the row is about */
export function row(name: readonly (Node | string)[], ...cells: readonly HTMLElement[]): HTMLElement {
  return element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, ...name),
    ...cells,
  );
}

/** A cell, with the title of its column for where it stands alone. */
export function cell(title: string, kind: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element('td', { role: 'cell', 'data-title': title, ...(kind && { class: kind }) }, ...children);
}
