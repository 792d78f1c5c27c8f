import { setTimeout as sleep } from 'node:timers/promises';
import { backoff } from '../../network/backoff.ts';
import { abortError, signalJoiner } from './abort.ts';
import type { Answer, Call, Client } from './client.ts';
import { AdaptiveConcurrency } from './concurrency.ts';
import { ConfluenceError, type Failure } from './error.ts';
import type { CallObserver } from './observer.ts';
import type { RateLimit } from './rate-limit-headers.ts';
import { type PauseOptions, RateLimitPause } from './rate-limit-pause.ts';
import type { Transport } from './transport.ts';

export interface RetryOptions extends PauseOptions {
  /** The most calls side by side. */
  readonly ceiling: number;
  /** How often a call is tried before its failure counts; asking to come again later does not count. */
  readonly attempts: number;
  /** The wait before the second attempt, doubled for each further one, in milliseconds. @default 250 */
  readonly backoff?: number | undefined;
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

/** A call that Confluence has refused because of too many. */
interface Limited {
  /** How often in a row. */
  times: number;
  /** When for the first time, as performance.now() counts it. */
  readonly since: number;
}

/**
 * A client that sends the calls of another side by side, and tries again what may pass. If Confluence says when to come
 * again, nothing is sent until then, and each further refusal of a call makes the pause longer; but no call waits longer
 * than is allowed. Anything else is thrown as it is. Once a call has failed for good in a way that concerns all, such as
 * a certificate, every other call fails in the same way.
 */
export class RetryingClient implements Client {
  readonly #client: Transport;
  readonly #options: RetryOptions;
  readonly #concurrency: AdaptiveConcurrency;
  readonly #pause: RateLimitPause;
  readonly #firstBackoff: number;
  /** Ends all waiting, for whatever reason. */
  readonly #end = new AbortController();
  readonly #endedWith: ReturnType<typeof signalJoiner>;
  #fatal: ConfluenceError | undefined;
  #reached = false;
  #requests = 0;
  #retries = 0;

  constructor(client: Transport, options: RetryOptions) {
    const { signal, backoff: first = 250, ceiling } = options;
    this.#client = client;
    this.#options = options;
    this.#concurrency = new AdaptiveConcurrency(ceiling);
    this.#pause = new RateLimitPause(options);
    this.#firstBackoff = first;
    this.#endedWith = signalJoiner(AbortSignal.any([this.#end.signal, ...(signal ? [signal] : [])]));
  }

  /** What it has cost so far. */
  get cost(): RequestStats {
    const { peak } = this.#concurrency;
    return { requests: this.#requests, retries: this.#retries, waited: this.#pause.waited, peak };
  }

  /** What the latest answer says of how much may be asked for; undefined before there is one. */
  get rateLimit(): RateLimit | undefined {
    return this.#client.rateLimit;
  }

  /** How many calls may run side by side at present. */
  get concurrency(): number {
    return this.#concurrency.current;
  }

  /** @throws ConfluenceError */
  async send<Data>(call: Call<Data>): Promise<Answer<Data>> {
    const ended = this.#endedWith(call.signal);
    const what = `${call.method ?? 'GET'} ${call.path}`;
    const limited: Limited = { times: 0, since: performance.now() };
    for (let attempt = 1; ; ) {
      try {
        return await this.#concurrency.run(
          () => this.#attempt(what, call, ended, limited),
          call.priority ?? 0,
        );
      } catch (error) {
        if (!(error instanceof ConfluenceError)) throw error;
        if (!this.#mayPass(error, attempt, call.attempts)) throw this.#failed(error);
        if (error.failure !== 'limited') {
          limited.times = 0;
          const wait = backoff(attempt, { first: this.#firstBackoff, longest: longestBackoff });
          await this.#sleep(what, wait, ended);
          attempt += 1;
        }
        this.#retries += 1;
        this.#options.observer?.retried();
      }
    }
  }

  async #attempt<Data>(
    what: string,
    call: Call<Data>,
    ended: AbortSignal,
    limited: Limited,
  ): Promise<Answer<Data>> {
    while (this.#pause.remaining > 0) await this.#sleep(what, this.#pause.remaining, ended);
    this.#throwIfEnded(what, ended);
    this.#requests += 1;
    try {
      const answer = await this.#client.send({ ...call, signal: ended });
      this.#throwIfEnded(what, ended);
      this.#reached = true;
      this.#concurrency.succeeded(this.#client.rateLimit?.near ?? false);
      return answer;
    } catch (error) {
      // Here, before this call's place goes to the next one.
      if (error instanceof ConfluenceError && error.failure === 'limited') this.#slowDown(error, limited);
      throw error;
    }
  }

  /** Nothing is sent for a while, and then less. @throws ConfluenceError if that would take too long */
  #slowDown(error: ConfluenceError, limited: Limited): void {
    limited.times += 1;
    const grown = Math.min(longestPause, this.#firstBackoff * 2 ** (limited.times - 1));
    // Some answers say zero, for ever.
    const wait = Math.max(error.retryAfter ?? 0, grown);
    const tooLong = this.#pause.refusalOf(error, wait, limited.since);
    if (tooLong) throw this.#failed(tooLong);
    this.#concurrency.refused(this.#pause.remaining <= 0);
    const longer = this.#pause.extend(wait);
    this.#options.observer?.waited(longer, error.fact);
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
