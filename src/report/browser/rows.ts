import type { ReportScope } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import type { ReportTable } from '../table.ts';
import { countText } from '../wording.ts';
import { details } from './details.ts';
import { byId, element } from './dom.ts';
import { showRows } from './more.ts';
import { personName, spaceName } from './names.ts';

const pageSize = 100;

/** The rows of a view, each of which opens to show its access. */
export class Rows {
  readonly #report: AccessReport;
  readonly #onSort: (key: string) => void;
  readonly #head = byId('head', HTMLElement);
  readonly #body = byId('rows', HTMLElement);
  readonly #more = byId('more', HTMLElement);
  /** What the head is made for. */
  #headOf: ReportTable['subject'] | undefined;
  readonly #open = { space: new Set<number>(), person: new Set<number>() };

  /** @param onSort takes the key of a column */
  constructor(report: AccessReport, onSort: (key: string) => void) {
    this.#report = report;
    this.#onSort = onSort;
  }

  show(table: ReportTable, scope: ReportScope): void {
    this.#showHead(table);
    showRows(table.rows, this.#body, this.#more, pageSize, (row) => this.#row(table, scope, row));
  }

  /** Made anew only where the columns are others: whoever sorts by keyboard stays on the button. */
  #showHead({ subject, columns, sort, descending }: ReportTable): void {
    if (this.#headOf !== subject) {
      this.#headOf = subject;
      const name = { key: 'name', title: subject === 'space' ? 'Space' : 'Person' };
      const cells = [name, ...columns].map(({ key, title }) => {
        const button = element('button', { type: 'button', class: 'sort' }, title);
        button.addEventListener('click', () => this.#onSort(key));
        const kind = key === 'name' ? 'name' : 'number';
        return element('th', { scope: 'col', class: kind, 'data-key': key }, button);
      });
      this.#head.replaceChildren(element('tr', {}, ...cells));
    }
    for (const cell of this.#head.querySelectorAll('th')) {
      const isSorted = cell.dataset['key'] === sort;
      cell.setAttribute('aria-sort', isSorted ? (descending ? 'descending' : 'ascending') : 'none');
    }
  }

  #row({ subject, columns }: ReportTable, scope: ReportScope, row: number): readonly HTMLElement[] {
    const open = this.#open[subject];
    const name = subject === 'space' ? spaceName(this.#report, row) : personName(this.#report, row);
    const button = element('button', { type: 'button', class: 'open', 'aria-expanded': 'false' }, ...name);
    const cells = columns.map(({ countOf }) => {
      const count = countOf(row);
      return element('td', { class: count ? 'number' : 'number nothing' }, countText(count));
    });
    const line = element('tr', {}, element('th', { scope: 'row' }, button), ...cells);
    let below: HTMLElement | undefined;
    const unfold = () => {
      below = element(
        'tr',
        { class: 'below' },
        element('td', { colspan: String(columns.length + 1) }, details(this.#report, scope, subject, row)),
      );
      button.setAttribute('aria-expanded', 'true');
      open.add(row);
      return below;
    };
    button.addEventListener('click', () => {
      if (below === undefined) {
        line.after(unfold());
        return;
      }
      below.remove();
      below = undefined;
      button.setAttribute('aria-expanded', 'false');
      open.delete(row);
    });
    return open.has(row) ? [line, unfold()] : [line];
  }
}
