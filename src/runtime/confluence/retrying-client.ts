import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { abortError, signalJoiner } from './abort.ts';
import type { Answer, Call, Client } from './client.ts';
import { ConfluenceError, type Failure } from './error.ts';
import type { CallObserver } from './observer.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Transport } from './transport.ts';

export interface RetryOptions {
  /** The most calls side by side. */
  readonly ceiling: number;
  /** How often a call is tried before its failure counts; asking to come again later does not count. */
  readonly attempts: number;
  /** The wait before the second attempt, doubled for each further one, in milliseconds. @default 250 */
  readonly backoff?: number | undefined;
  /** How long a call waits at most because Confluence asks for it, in milliseconds. @default 15 minutes */
  readonly longestWait?: number | undefined;
  /** When the time is over, as performance.now() counts it: nothing waits beyond it. @default never */
  readonly deadline?: number | undefined;
  /** Ends every call and all waiting. */
  readonly signal?: AbortSignal | undefined;
  readonly observer?: CallObserver | undefined;
}

/** What a run has cost. */
export interface RequestStats {
  /** Calls sent, repeated ones too. */
  readonly requests: number;
  readonly retries: number;
  /** How long all calls stood still because Confluence asked for it, in milliseconds. */
  readonly waited: number;
  /** The most calls that were side by side. */
  readonly peak: number;
}

/** Failures that may pass. */
const passing: readonly Failure[] = ['limited', 'server', 'network', 'unreachable', 'malformed'];

/** Failures that never concern one call only. */
const ofAll: readonly Failure[] = ['limited', 'untrusted'];

/** So often at most is asked again for what is not in the form of an answer: that seldom passes. */
const attemptsIfMalformed = 3;

/** So often at most is tried what has never been reached: a wrong address stays wrong. */
const attemptsAtFirst = 5;

/** In milliseconds. */
const longestBackoff = 15_000;

/** In milliseconds: the longest pause that is made without Confluence asking for it. */
const longestPause = 60_000;

/** In milliseconds. */
const usualLongestWait = 15 * 60_000;

/** A call that Confluence has refused because of too many. */
interface Limited {
  /** How often in a row. */
  times: number;
  /** When for the first time, as performance.now() counts it. */
  readonly since: number;
}

/** So many calls must succeed in a row for one more to run side by side. */
const successesToGrow = 10;

/**
 * A client that sends the calls of another side by side, as many as Confluence bears: half as many once it says
 * that it is too much, one less with each answer that says that this is near, one more after each row of successes.
 * If it says when to come again, nothing is sent until then, and each further refusal of a call makes the pause longer;
 * but no call waits longer than is allowed. What may pass is tried again, anything else is thrown as it is. Once a call
 * has failed for good in a way that concerns all, such as a certificate, every other call fails in the same way.
 */
export class RetryingClient implements Client {
  readonly #client: Transport;
  readonly #options: RetryOptions;
  readonly #backoff: number;
  readonly #queue: PQueue;
  /** Ends all waiting, for whatever reason. */
  readonly #end = new AbortController();
  readonly #endedWith: ReturnType<typeof signalJoiner>;
  #fatal: ConfluenceError | undefined;
  #reached = false;
  #successes = 0;
  #quietUntil = 0;
  #requests = 0;
  #retries = 0;
  #waited = 0;
  #peak = 0;

  constructor(client: Transport, options: RetryOptions) {
    const { signal, backoff = 250, ceiling } = options;
    this.#client = client;
    this.#options = options;
    this.#backoff = backoff;
    this.#queue = new PQueue({ concurrency: ceiling });
    this.#endedWith = signalJoiner(AbortSignal.any([this.#end.signal, ...(signal ? [signal] : [])]));
  }

  /** What it has cost so far. */
  get cost(): RequestStats {
    return { requests: this.#requests, retries: this.#retries, waited: this.#waited, peak: this.#peak };
  }

  /** What the latest answer says of how much may be asked for; undefined before there is one. */
  get rateLimit(): RateLimit | undefined {
    return this.#client.rateLimit;
  }

  /** How many calls may run side by side at present. */
  get concurrency(): number {
    return this.#queue.concurrency;
  }

  /** @throws ConfluenceError */
  async send<Data>(call: Call<Data>): Promise<Answer<Data>> {
    const { priority = 0 } = call;
    const ended = this.#endedWith(call.signal);
    const what = `${call.method ?? 'GET'} ${call.path}`;
    const limited: Limited = { times: 0, since: performance.now() };
    for (let attempt = 1; ; ) {
      try {
        return (await this.#queue.add(() => this.#send(what, call, ended, limited), {
          priority,
        })) as Answer<Data>;
      } catch (error) {
        if (!(error instanceof ConfluenceError)) throw error;
        if (!this.#mayPass(error, attempt, call.attempts)) throw this.#failed(error);
        if (error.failure !== 'limited') {
          limited.times = 0;
          await this.#sleep(what, spread(this.#backoff * 2 ** (attempt - 1)), ended);
          attempt += 1;
        }
        this.#retries += 1;
        this.#options.observer?.retried();
      }
    }
  }

  async #send<Data>(
    what: string,
    call: Call<Data>,
    ended: AbortSignal,
    limited: Limited,
  ): Promise<Answer<Data>> {
    while (this.#quietUntil > performance.now())
      await this.#sleep(what, this.#quietUntil - performance.now(), ended);
    this.#throwIfEnded(what, ended);
    this.#requests += 1;
    this.#peak = Math.max(this.#peak, this.#queue.pending);
    try {
      const answer = await this.#client.send({ ...call, signal: ended });
      this.#throwIfEnded(what, ended);
      this.#succeeded();
      return answer;
    } catch (error) {
      if (!(error instanceof ConfluenceError) || error.failure !== 'limited') throw error;
      limited.times += 1;
      const grown = Math.min(longestPause, this.#backoff * 2 ** (limited.times - 1));
      // Some answers say zero, for ever.
      const wait = Math.max(error.retryAfter ?? 0, grown);
      const tooLong = this.#tooLong(error, wait, limited.since);
      if (tooLong) throw this.#failed(tooLong);
      // Here, before this call's place goes to the next one.
      this.#slowDown(wait, error.fact);
      throw error;
    }
  }

  /** Why a wait is not begun. */
  #tooLong(error: ConfluenceError, wait: number, since: number): ConfluenceError | undefined {
    const { longestWait = usualLongestWait, deadline = Number.POSITIVE_INFINITY } = this.#options;
    const { fact, status } = error;
    const now = performance.now();
    const asked = `${fact}, and asks to wait for ${inWords(wait)}`;
    if (now + wait > deadline) {
      return new ConfluenceError('limited', `${asked}, which is longer than the time limit leaves`, {
        remedy: 'Run again later, or with a longer time limit.',
        status,
        cause: error,
      });
    }
    if (now + wait - since <= longestWait) return undefined;
    const waited = now - since < 1_000 ? '' : `, after ${inWords(now - since)} of waiting`;
    return new ConfluenceError(
      'limited',
      `${asked}${waited}; at most ${inWords(longestWait)} are waited for`,
      {
        remedy:
          'Run again later, look for what else reads Confluence as this account, or allow more with --max-wait.',
        status,
        cause: error,
      },
    );
  }

  #mayPass({ failure, cause }: ConfluenceError, attempt: number, attempts = this.#options.attempts): boolean {
    if (this.#fatal || !passing.includes(failure)) return false;
    // A wait that was too long has the refusal for its cause.
    if (failure === 'limited') return !(cause instanceof ConfluenceError);
    const nobodyYet = !this.#reached && (failure === 'unreachable' || failure === 'network');
    if (nobodyYet && attempt >= attemptsAtFirst) return false;
    if (failure === 'malformed' && (!this.#reached || attempt >= attemptsIfMalformed)) return false;
    return attempt < attempts;
  }

  #failed(error: ConfluenceError): ConfluenceError {
    if (ofAll.includes(error.failure) && !this.#fatal) {
      this.#fatal = error;
      this.#end.abort();
    }
    return this.#fatal ?? error;
  }

  #succeeded(): void {
    const { concurrency } = this.#queue;
    this.#reached = true;
    this.#successes += 1;
    if (this.#client.rateLimit?.near) {
      this.#successes = 0;
      this.#queue.concurrency = Math.max(1, concurrency - 1);
    } else if (this.#successes >= successesToGrow && concurrency < this.#options.ceiling) {
      this.#successes = 0;
      this.#queue.concurrency = concurrency + 1;
    }
  }

  /** Nothing is sent for a while, and then less. Calls that were under way together slow down once. */
  #slowDown(milliseconds: number, why: string): void {
    const now = performance.now();
    // Not all at the same moment again.
    const until = now + milliseconds * (1 + Math.random() / 10);
    if (this.#quietUntil <= now) {
      this.#queue.concurrency = Math.max(1, Math.floor(this.#queue.concurrency / 2));
    }
    this.#successes = 0;
    const longer = Math.max(0, until - Math.max(this.#quietUntil, now));
    this.#waited += longer;
    this.#options.observer?.waited(longer, why);
    this.#quietUntil = Math.max(this.#quietUntil, until);
  }

  #throwIfEnded(what: string, ended: AbortSignal): void {
    if (this.#fatal) throw this.#fatal;
    if (ended.aborted) throw abortError(ended, what);
  }

  async #sleep(what: string, milliseconds: number, ended: AbortSignal): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: ended });
    } catch {
      this.#throwIfEnded(what, ended);
    }
  }
}

/** Between half and all of a wait, so that retries of many calls spread out; in milliseconds. */
function spread(milliseconds: number): number {
  const most = Math.min(longestBackoff, milliseconds);
  return most / 2 + (Math.random() * most) / 2;
}

/** E.g. `90 s`, `15 min`, `24 h`; the longest times are not worth a number. */
function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 1000 * 3600 ? `${Math.ceil(seconds / 3600)} h` : 'more than 1,000 h';
}
