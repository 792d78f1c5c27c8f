import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import type { Call } from './conversation.ts';
import type { Faults, Rule } from './faults.ts';

/** What a call meets on its way, whichever protocol it came by. */
export interface Way {
  readonly faults: Faults;
  /** Closes the connection that the call came by. @param how at once, or once the calls before this one have ended */
  readonly sever: (how?: 'goodbye') => void;
  /** Aborted once this stand-in stops. */
  readonly stopped: AbortSignal;
}

/** That a connection was closed in place of an answer. No ConnectError: that takes any other for its own kind. */
export class Severed extends Error {
  readonly mishap: 'cut' | 'lost' | 'stalled' | 'goodbye';

  constructor(mishap: Severed['mishap']) {
    super(`connection ${mishap}`);
    this.mishap = mishap;
  }
}

/** One call, and the fault that waits for it. */
export class Attempt {
  readonly call: Call;
  readonly #way: Way;
  #fault: Rule | undefined;

  constructor(call: Call, way: Way) {
    this.call = call;
    this.#way = way;
  }

  /**
   * To be called once, as soon as it is known what the call is about.
   * @throws ConnectError the fault, unless it lets chunks through first
   */
  async meet(task?: string): Promise<void> {
    this.#fault = this.#way.faults.next(this.call.method, task);
    if (!this.#fault?.afterChunks) await this.#strike();
  }

  /** To be called for each chunk. @param taken how many have been @throws ConnectError the fault */
  async chunk(taken: number): Promise<void> {
    if (this.#fault?.afterChunks === taken) await this.#strike();
  }

  /** To be called when all is done, but not told yet. @throws Severed where the answer is to be lost */
  done(): void {
    if (this.#fault?.mishap === 'lost') this.#sever('lost');
  }

  async #strike(): Promise<void> {
    const { mishap, delayMs = 0, struck } = this.#fault ?? {};
    struck?.();
    if (delayMs > 0) await setTimeout(delayMs, undefined, { signal: this.#way.stopped });
    if (mishap === 'stalled') await once(this.#way.stopped, 'abort');
    if (mishap === 'goodbye') {
      this.#way.sever('goodbye');
      await once(this.#way.stopped, 'abort');
    }
    if (mishap === 'cut' || mishap === 'stalled') this.#sever(mishap);
    if (typeof mishap === 'number') throw new ConnectError(`injected fault ${Code[mishap]}`, mishap);
  }

  #sever(mishap: Severed['mishap']): never {
    this.#way.sever();
    throw new Severed(mishap);
  }
}

/** How a call that failed is recorded. */
export function outcomeOf(error: unknown): string {
  return error instanceof Severed ? error.mishap : (Code[ConnectError.from(error).code] ?? 'Unknown');
}
