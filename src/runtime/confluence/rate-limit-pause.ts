import { ConfluenceError } from './error.ts';

/** In milliseconds. */
const usualLongestWait = 15 * 60_000;

export interface PauseOptions {
  /** How long a call waits at most because Confluence asks for it, in milliseconds. @default 15 minutes */
  readonly longestWait?: number | undefined;
  /** When the time is over, as performance.now() counts it: nothing waits beyond it. @default never */
  readonly deadline?: number | undefined;
}

/** The time for which Confluence has asked that nothing be sent. */
export class RateLimitPause {
  readonly #options: PauseOptions;
  #until = 0;
  #waited = 0;

  constructor(options: PauseOptions) {
    this.#options = options;
  }

  /** How long it still lasts, in milliseconds; 0 or less if it is over. */
  get remaining(): number {
    return this.#until - performance.now();
  }

  /** How long all pauses were together, in milliseconds. */
  get waited(): number {
    return this.#waited;
  }

  /** Makes it last so many milliseconds from now at least. @returns by how many it is longer than it was */
  extend(milliseconds: number): number {
    const now = performance.now();
    // Callers do not all come back at the same moment.
    const until = now + milliseconds * (1 + Math.random() / 10);
    const longer = Math.max(0, until - Math.max(this.#until, now));
    this.#waited += longer;
    this.#until = Math.max(this.#until, until);
    return longer;
  }

  /**
   * Why a wait is not begun.
   * @param error the refusal
   * @param milliseconds how long the wait would be
   * @param since when the call was refused for the first time, as performance.now() counts it
   * @returns undefined if it is short enough
   */
  refusalOf(error: ConfluenceError, milliseconds: number, since: number): ConfluenceError | undefined {
    const { longestWait = usualLongestWait, deadline = Number.POSITIVE_INFINITY } = this.#options;
    const { fact, status } = error;
    const now = performance.now();
    const asked = `${fact}, and asks to wait for ${durationText(milliseconds)}`;
    if (now + milliseconds > deadline) {
      return new ConfluenceError('limited', `${asked}, which is longer than the time limit leaves`, {
        remedy: 'Run again later, or with a longer time limit.',
        status,
        cause: error,
      });
    }
    if (now + milliseconds - since <= longestWait) return undefined;
    const waited = now - since < 1_000 ? '' : `, after ${durationText(now - since)} of waiting`;
    return new ConfluenceError(
      'limited',
      `${asked}${waited}; at most ${durationText(longestWait)} are waited for`,
      {
        remedy:
          'Run again later, look for what else reads Confluence as this account, or allow more with --max-wait.',
        status,
        cause: error,
      },
    );
  }
}

/** E.g. `90 s`, `15 min`, `24 h`; the longest times are not worth a number. */
function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 1000 * 3600 ? `${Math.ceil(seconds / 3600)} h` : 'more than 1,000 h';
}
