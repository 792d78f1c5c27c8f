import { tellsTypes } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { columnsOf } from '../columns.ts';
import { scopeOf } from '../scope.ts';
import { initial, subjectOf, type View, type ViewState } from '../state.ts';
import { byId, element } from './dom.ts';
import { nameTitles } from './rows.ts';

const placeholders: Readonly<Record<View, string>> = {
  spaces: 'Space, person or group',
  people: 'Person, group or space',
  groups: 'Group, person or space',
  changes: 'Anything that has changed',
};

/** The search, the filters and the order. */
export class Toolbar {
  readonly #report: AccessReport;
  readonly #search = byId('search', HTMLInputElement);
  readonly #permission = byId('permission', HTMLSelectElement);
  readonly #ways = byId('ways', HTMLSelectElement);
  readonly #accounts = byId('accounts', HTMLSelectElement);
  readonly #spaces = byId('spaces', HTMLSelectElement);
  readonly #order = byId('order', HTMLSelectElement);
  readonly #clear = byId('clear', HTMLButtonElement);
  #orderOf: View | undefined;

  /** @param onChange takes what has changed */
  constructor(report: AccessReport, onChange: (change: Partial<ViewState>) => void) {
    this.#report = report;
    this.#permission.append(...report.permissions.map((name) => element('option', { value: name }, name)));
    const { view, sort, descending, ...filters } = initial;
    this.#search.addEventListener('input', () => onChange({ search: this.#search.value }));
    this.#permission.addEventListener('change', () => onChange({ permission: this.#permission.value }));
    this.#ways.addEventListener('change', () => onChange({ ways: this.#ways.value as ViewState['ways'] }));
    this.#accounts.addEventListener('change', () =>
      onChange({ accounts: this.#accounts.value as ViewState['accounts'] }),
    );
    this.#spaces.addEventListener('change', () =>
      onChange({ spaces: this.#spaces.value as ViewState['spaces'] }),
    );
    this.#order.addEventListener('change', () =>
      onChange({ sort: this.#order.value, descending: !['', 'name'].includes(this.#order.value) }),
    );
    this.#clear.addEventListener('click', () => {
      onChange(filters);
      this.#search.focus();
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && event.target === this.#search) {
        event.preventDefault();
        onChange({ search: '' });
      }
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      this.#search.focus();
      this.#search.select();
    });
  }

  /** @param sort as the table is sorted */
  show(state: ViewState, sort: string): void {
    const { view, search, permission, ways, accounts, spaces } = state;
    if (this.#search.value !== search) this.#search.value = search;
    this.#permission.value = permission;
    // A bookmark may name one that nobody holds now.
    if (this.#permission.value !== permission) {
      this.#permission.append(element('option', { value: permission }, permission));
      this.#permission.value = permission;
    }
    this.#ways.value = view === 'groups' ? 'group' : ways;
    this.#accounts.value = accounts;
    this.#spaces.value = spaces;
    // What a group gives, it gives through itself; changes are searched, and by permission.
    this.#ways.disabled = view === 'groups' || view === 'changes';
    this.#accounts.disabled = view === 'changes';
    this.#spaces.disabled = view === 'changes';
    for (const name of ['others', 'personal', 'shared']) {
      const option = this.#spaces.querySelector<HTMLOptionElement>(`[value=${name}]`);
      if (option) option.disabled = !tellsTypes(this.#report);
    }
    this.#showOrder(view);
    this.#order.value = sort;
    this.#order.disabled = view === 'changes';
    this.#search.placeholder = placeholders[view];
    this.#clear.hidden = Object.entries({ search, permission, ways, accounts, spaces }).every(
      ([name, value]) => value === initial[name as keyof ViewState],
    );
  }

  #showOrder(view: View): void {
    if (this.#orderOf === view) return;
    this.#orderOf = view;
    const subject = subjectOf(view);
    const nothing = { ...this.#report, spaces: [] };
    const columns = subject ? columnsOf(nothing, scopeOf(nothing, initial, undefined), subject).columns : [];
    const options = [
      ['', 'The worst first'],
      ...(subject ? [['name', nameTitles[subject]]] : []),
      ...columns.map(({ key, title }) => [key, title]),
    ];
    this.#order.replaceChildren(
      ...options.map(([value = '', title = '']) => element('option', { value }, title)),
    );
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && ['search', 'text'].includes(target.type))
  );
}
