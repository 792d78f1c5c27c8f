import type { JsonValue } from '@bufbuild/protobuf';
import type { Method } from './faults.ts';

/** One call as it came in, and what became of it: nothing in it depends on the time. */
export interface Call {
  readonly method: Method;
  /** The id of the task that it is about: of GetTask, the one that was handed out. */
  readonly task?: string;
  /**
   * The request as protobuf's JSON; of a token request its form, with the assertion's header and claims, times
   * in seconds from `iat`; of an upload `{metadata, chunks, eof}`, the chunks' sizes in bytes.
   */
  readonly message?: JsonValue;
  /** Without what is a secret or differs from call to call: of those, that they are there. */
  readonly headers: Readonly<Record<string, string>>;
  /** `OK`, the name of a code such as `Unavailable`, or `cut`, `lost`, `stalled`; undefined while under way. */
  readonly outcome?: string;
}

/** All calls, in the order in which they began. */
export class Conversation {
  readonly #calls: Call[] = [];
  readonly #waiting = new Set<() => void>();

  get calls(): readonly Call[] {
    return this.#calls;
  }

  /**
   * The calls about a task: in an order of their own, whatever is said at the same time. How many heartbeats there
   * are does depend on the time.
   * @param id the task's
   */
  about(id: string): readonly Call[] {
    return this.#calls.filter(({ task }) => task === id);
  }

  /** @param headers as they came */
  begin(method: Method, headers: Iterable<readonly [string, string]>): Call {
    const call: Call = { method, headers: harmless(headers) };
    this.#calls.push(call);
    this.#changed();
    return call;
  }

  /** Adds what has become known of a call. */
  amend(call: Call, facts: Partial<Call>): void {
    Object.assign(call, facts);
    this.#changed();
  }

  /** Resolves once so many calls have matched, past ones included, to the last of them. */
  until(matches: (call: Call) => boolean, times = 1): Promise<Call> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.#calls.filter(matches)[times - 1];
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #changed(): void {
    for (const look of this.#waiting) look();
  }
}

function harmless(headers: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const kept = [...headers].filter(([name]) => !name.startsWith(':') && name !== 'host');
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name === 'authorization') return [name, value.replace(/ .*/, '')];
      return [name, varying.test(name) ? 'set' : value];
    }),
  );
}

const varying = /^(?:grpc-timeout|traceparent|content-length)$/;
