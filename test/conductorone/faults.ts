/** What goes wrong with the next requests that match. */
export interface Fault {
  readonly method: string;
  /** Tested against the path, e.g. `/credentials$`. */
  readonly path: RegExp;
  /** The answer in place of the real one; `cut` closes the connection instead. Without it the real answer comes. */
  readonly status?: number | 'cut';
  /** The body in place of the real one. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer takes, in milliseconds. @default 0 */
  readonly delay?: number;
  /** @default 1 */
  readonly times?: number;
}

/** The faults still to come. */
export class Faults {
  #faults: readonly Fault[] = [];

  add(fault: Fault): void {
    this.#faults = [...this.#faults, fault];
  }

  /** The first that matches, counted down. */
  take(method: string, path: string): Fault | undefined {
    const taken = this.#faults.find((fault) => fault.method === method && fault.path.test(path));
    this.#faults = this.#faults.flatMap((fault) => {
      if (fault !== taken) return [fault];
      const times = (fault.times ?? 1) - 1;
      return times > 0 ? [{ ...fault, times }] : [];
    });
    return taken;
  }
}
