import { tellsTypes } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { initial, subjectOf, type ViewState } from '../state.ts';
import { byId, element } from './dom.ts';

/** The search, the filters and the exports. */
export class Toolbar {
  readonly #search = byId('search', HTMLInputElement);
  readonly #permission = byId('permission', HTMLSelectElement);
  readonly #ways = byId('ways', HTMLSelectElement);
  readonly #disabled = byId('disabled', HTMLInputElement);
  readonly #personal = byId('personal', HTMLInputElement);
  readonly #clear = byId('clear', HTMLButtonElement);
  readonly #tellsTypes: boolean;

  /** @param onChange takes what has changed */
  constructor(report: AccessReport, onChange: (change: Partial<ViewState>) => void) {
    const { permissions } = report;
    this.#tellsTypes = tellsTypes(report);
    this.#permission.append(...permissions.map((name) => element('option', { value: name }, name)));
    const { view, sort, descending, ...filters } = initial;
    this.#search.addEventListener('input', () => onChange({ search: this.#search.value }));
    this.#permission.addEventListener('change', () => onChange({ permission: this.#permission.value }));
    this.#ways.addEventListener('change', () => onChange({ ways: this.#ways.value as ViewState['ways'] }));
    this.#disabled.addEventListener('change', () => onChange({ disabled: this.#disabled.checked }));
    this.#personal.addEventListener('change', () => onChange({ personal: this.#personal.checked }));
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

  show(state: ViewState): void {
    const { view, search, permission, ways, disabled, personal } = state;
    if (this.#search.value !== search) this.#search.value = search;
    this.#permission.value = permission;
    // A bookmark may name one that nobody holds now.
    if (this.#permission.value !== permission) {
      this.#permission.append(element('option', { value: permission }, permission));
      this.#permission.value = permission;
    }
    this.#ways.value = ways;
    this.#disabled.checked = disabled || view === 'disabled';
    this.#personal.checked = personal || view === 'shared';
    // These views are of nothing else.
    this.#disabled.disabled = view === 'disabled';
    this.#personal.disabled = view === 'shared' || !this.#tellsTypes;
    this.#search.placeholder =
      subjectOf(view) === 'space' ? 'Space, person or group' : 'Person, group or space';
    this.#clear.hidden = search === '' && permission === '' && ways === 'all' && !disabled && !personal;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'search')
  );
}
