/**
 * How long nothing may happen before it is told, in milliseconds: longer than calls, pauses and polls of ConductorOne
 * take.
 */
const stallLimit = 10 * 60_000;

/** When something last went on. */
export class ProgressClock {
  readonly #now: () => number;
  #at: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Something has gone on. @param ahead how much longer nothing will, as is known; in milliseconds */
  mark(ahead = 0): void {
    this.#at = Math.max(this.#at, this.#now() + ahead);
  }

  /** For how long nothing has gone on, in milliseconds. */
  get stillness(): number {
    return this.#now() - this.#at;
  }
}

/** Notices that ConductorOne is not heard of any more, and that tasks are stuck. */
export class LivenessMonitor {
  readonly #now: () => number;
  readonly #longestStep: number;
  readonly #answers: ProgressClock;
  readonly #tasks = new Map<string, ProgressClock>();

  /**
   * @param longestStep how long a task may wait for one answer, in milliseconds
   * @param now in milliseconds, of a clock that nobody sets
   */
  constructor(longestStep = 0, now: () => number = () => performance.now()) {
    this.#longestStep = longestStep;
    this.#now = now;
    this.#answers = new ProgressClock(now);
  }

  /** ConductorOne has answered. */
  answered(): void {
    this.#answers.mark();
  }

  /** A task begins. @returns what is told of its progress */
  begun(id: string): ProgressClock {
    const progress = new ProgressClock(this.#now);
    this.#tasks.set(id, progress);
    return progress;
  }

  ended(id: string): void {
    this.#tasks.delete(id);
  }

  /** What is wrong, as a sentence; undefined if nothing is. */
  get trouble(): string | undefined {
    const stuck = [...this.#tasks.values()]
      .map(({ stillness }) => stillness)
      .filter((time) => time > stallLimit + this.#longestStep);
    const troubles = [
      ...(this.#answers.stillness > stallLimit
        ? [`ConductorOne has not answered for ${minutes(this.#answers.stillness)}`]
        : []),
      ...(stuck.length > 0
        ? [
            `${stuck.length} of ${this.#tasks.size} running tasks make no progress, for ${minutes(Math.max(...stuck))}`,
          ]
        : []),
    ];
    return troubles.length > 0 ? `${troubles.join('; ')}.` : undefined;
  }
}

function minutes(milliseconds: number): string {
  return `${Math.floor(milliseconds / 60_000)} minutes`;
}
