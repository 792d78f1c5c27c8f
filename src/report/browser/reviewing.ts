import type { AccessReport } from '../../access/report.ts';
import { counted } from '../../text/count.ts';
import { fileName } from '../file-name.ts';
import { type Decision, type Decisions, openedReview, savedReview } from '../review.ts';
import { byId, element } from './dom.ts';
import { download } from './download.ts';

const choices = [
  ['', 'Undecided'],
  ['keep', 'Keep'],
  ['revoke', 'Revoke'],
] as const satisfies readonly (readonly [Decision['decision'] | '', string])[];

/** What is decided on this page, until it is saved as a file. */
export class Reviewing {
  readonly #reviewer = byId('reviewer', HTMLInputElement);
  readonly #decided = byId('decided', HTMLElement);
  #decisions = new Map<string, Decision>();
  #isSaved = true;

  /** @param onOpened once a saved review has been opened */
  constructor(report: AccessReport, onOpened: () => void) {
    byId('save-review', HTMLButtonElement).addEventListener('click', () => {
      download(fileName(report, 'review', 'json'), 'application/json', [savedReview(report, this.decisions)]);
      this.#isSaved = true;
    });
    const file = byId('open-review', HTMLInputElement);
    file.addEventListener('change', async () => {
      const text = await file.files?.[0]?.text();
      file.value = '';
      if (text === undefined) return;
      try {
        this.#decisions = new Map([...this.#decisions, ...openedReview(report, text)]);
        onOpened();
        this.#tell();
      } catch (error) {
        this.#decided.textContent = error instanceof Error ? error.message : String(error);
      }
    });
    addEventListener('beforeunload', (event) => {
      if (!this.#isSaved) event.preventDefault();
    });
    this.#tell();
  }

  /** All that has been decided. */
  get decisions(): Decisions {
    return this.#decisions;
  }

  /** A choice of what to do. @param on its key @param words what that is, for those who do not see what is around it */
  control(on: string, words: string): HTMLSelectElement {
    const options = choices.map(([value, title]) => element('option', { value }, title));
    const select = element('select', { class: 'decision', 'aria-label': `Decision on ${words}` }, ...options);
    const mark = () => {
      select.value = this.#decisions.get(on)?.decision ?? '';
      select.dataset['decision'] = select.value;
    };
    mark();
    select.addEventListener('change', () => {
      this.#decide(on, select.value as (typeof choices)[number][0]);
      mark();
    });
    return select;
  }

  #decide(on: string, decision: Decision['decision'] | ''): void {
    if (decision === '') this.#decisions.delete(on);
    else {
      const now = new Date();
      const [day, month] = [now.getDate(), now.getMonth() + 1].map((part) => String(part).padStart(2, '0'));
      const date = `${now.getFullYear()}-${month}-${day}`;
      this.#decisions.set(on, { decision, reviewer: this.#reviewer.value.trim(), date });
    }
    this.#isSaved = false;
    this.#tell();
  }

  #tell(): void {
    const revoked = [...this.#decisions.values()].filter(({ decision }) => decision === 'revoke').length;
    const count = counted(this.#decisions.size, 'decision');
    this.#decided.textContent =
      this.#decisions.size === 0 ? 'Nothing decided yet' : `${count}, ${revoked} to revoke`;
  }
}
