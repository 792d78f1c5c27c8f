import type { ReportScope } from '../../access/reach.ts';
import type { Subject } from '../state.ts';
import type { ReportTable } from '../table.ts';
import { countText } from '../wording.ts';
import type { Context } from './context.ts';
import { byId, element } from './dom.ts';
import { groupDetails } from './group-details.ts';
import { showRows } from './more.ts';
import { groupTitle, outLink, personName, spaceName } from './names.ts';
import { personDetails } from './person-details.ts';
import { spaceDetails } from './space-details.ts';
import { cell, row as rowElement } from './tables.ts';

const pageSize = 100;

/** What the name column is called. */
export const nameTitles: Readonly<Record<Subject, string>> = {
  space: 'Space',
  person: 'Person',
  group: 'Group',
};

const details = { space: spaceDetails, person: personDetails, group: groupDetails };
const names = { space: spaceName, person: personName, group: groupTitle };

/** The rows of a view, each of which opens to show its access. */
export class Rows {
  readonly #context: Context;
  readonly #onSort: (key: string) => void;
  readonly #head = byId('head', HTMLElement);
  readonly #body = byId('rows', HTMLElement);
  readonly #more = byId('more', HTMLElement);
  /** What the head is made for. */
  #headOf: Subject | undefined;
  readonly #open = { space: new Set<number>(), person: new Set<number>(), group: new Set<number>() };

  /** @param onSort takes the key of a column */
  constructor(context: Context, onSort: (key: string) => void) {
    this.#context = context;
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
      const name = { key: 'name', title: nameTitles[subject] };
      const cells = [name, ...columns].map(({ key, title }) => {
        const button = element('button', { type: 'button', class: 'sort' }, title);
        button.addEventListener('click', () => this.#onSort(key));
        const kind = key === 'name' ? 'name' : 'number';
        const attributes = { scope: 'col', role: 'columnheader', class: kind, 'data-key': key };
        return element('th', attributes, button);
      });
      this.#head.replaceChildren(element('tr', { role: 'row' }, ...cells));
    }
    for (const cell of this.#head.querySelectorAll('th')) {
      const isSorted = cell.dataset['key'] === sort;
      cell.setAttribute('aria-sort', isSorted ? (descending ? 'descending' : 'ascending') : 'none');
    }
  }

  #row({ subject, columns }: ReportTable, scope: ReportScope, row: number): readonly HTMLElement[] {
    const { report } = this.#context;
    const open = this.#open[subject];
    const attributes = { type: 'button', class: 'open', 'aria-expanded': 'false' };
    const button = element('button', attributes, ...names[subject](report, row));
    const link = subject === 'group' ? [] : outLink(report, subject, row);
    const cells = columns.map(({ title, countOf }) => {
      const count = countOf(row);
      return cell(title, count ? 'number' : 'number nothing', countText(count));
    });
    const line = rowElement([element('div', { class: 'named' }, button, ...link)], ...cells);
    let below: HTMLElement | undefined;
    const unfold = () => {
      const inside = details[subject](this.#context, scope, row);
      const around = element('td', { colspan: String(columns.length + 1), role: 'cell' }, inside);
      below = element('tr', { class: 'below', role: 'row' }, around);
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
