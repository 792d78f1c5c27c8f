import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, SendRequestOptions } from 'confluence.js/core';
import PQueue from 'p-queue';
import { ConfluenceError, type Failure } from './error.ts';
import type { CallObserver } from './observer.ts';
import type { RateLimit } from './rate-limit.ts';
import { stopped } from './stop.ts';
import type { Transport } from './transport.ts';

export interface PatienceOptions {
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
export interface Cost {
  /** Calls sent, repeated ones too. */
  readonly requests: number;
  readonly retries: number;
  /** How long all calls stood still because Confluence asked for it, in milliseconds. */
  readonly waited: number;
  /** The most calls that were side by side. */
  readonly peak: number;
}

/** Failures that may pass. */
const passing: readonly Failure[] = ['limited', 'server', 'network', 'unreachable'];

/** Failures of one call that tell nothing of others: a reader may live with them. */
const lone: readonly Failure[] = ['forbidden', 'missing', 'refused'];

/** So often at most is tried what has never been reached: a wrong address stays wrong. */
const attemptsAtFirst = 5;

/** In milliseconds. */
const longestBackoff = 15_000;

/** In milliseconds: what Node can wait for at once. */
const longestTimer = 2 ** 31 - 1;

/** So many calls must succeed in a row for one more to run side by side. */
const successesToGrow = 10;

/**
 * A client that sends the calls of another side by side, as many as Confluence bears: half as many once it says
 * that it is too much, one less with each answer that says that this is near, one more after each row of successes.
 * Where it says when to come again, nothing is sent until then. What may pass is tried again, anything else is thrown
 * as it is. Once a call has failed for good in a way that concerns all, such as refused credentials, every other call
 * fails in the same way and none is sent.
 */
export class PatientClient implements Client {
  readonly #client: Transport;
  readonly #options: PatienceOptions;
  readonly #backoff: number;
  readonly #queue: PQueue;
  /** Ends all waiting, for whatever reason. */
  readonly #end = new AbortController();
  readonly #ended: AbortSignal;
  #fatal: ConfluenceError | undefined;
  #reached = false;
  #successes = 0;
  #quietUntil = 0;
  #requests = 0;
  #retries = 0;
  #waited = 0;
  #peak = 0;

  constructor(client: Transport, options: PatienceOptions) {
    const { signal, backoff = 250, ceiling } = options;
    this.#client = client;
    this.#options = options;
    this.#backoff = backoff;
    this.#queue = new PQueue({ concurrency: ceiling });
    this.#ended = AbortSignal.any([this.#end.signal, ...(signal ? [signal] : [])]);
  }

  /** What it has cost so far. */
  get cost(): Cost {
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
  async sendRequest<Answer>(call: SendRequestOptions<Answer>): Promise<Answer> {
    const what = `${call.method ?? 'GET'} ${call.url}`;
    for (let attempt = 1; ; ) {
      try {
        return (await this.#queue.add(() => this.#send(what, call))) as Answer;
      } catch (error) {
        if (!(error instanceof ConfluenceError)) throw error;
        if (!this.#mayPass(error, attempt)) throw this.#failed(error);
        if (error.failure !== 'limited') {
          await this.#sleep(what, spread(this.#backoff * 2 ** (attempt - 1)));
          attempt += 1;
        }
        this.#retries += 1;
        this.#options.observer?.retried();
      }
    }
  }

  async #send<Answer>(what: string, call: SendRequestOptions<Answer>): Promise<Answer> {
    while (this.#quietUntil > Date.now()) await this.#sleep(what, this.#quietUntil - Date.now());
    this.#throwIfEnded(what);
    this.#requests += 1;
    this.#peak = Math.max(this.#peak, this.#queue.pending);
    try {
      const answer = await this.#client.sendRequest(call);
      this.#throwIfEnded(what);
      this.#succeeded();
      return answer;
    } catch (error) {
      // Here, before this call's place goes to the next one.
      if (error instanceof ConfluenceError && error.failure === 'limited') {
        // Some answers say zero.
        this.#slowDown(Math.max(error.retryAfter ?? 0, this.#backoff));
      }
      throw error;
    }
  }

  #mayPass({ failure }: ConfluenceError, attempt: number): boolean {
    if (this.#fatal || !passing.includes(failure)) return false;
    const nobodyYet = !this.#reached && (failure === 'unreachable' || failure === 'network');
    if (nobodyYet && attempt >= attemptsAtFirst) return false;
    return failure === 'limited' || attempt < this.#options.attempts;
  }

  #failed(error: ConfluenceError): ConfluenceError {
    if (!lone.includes(error.failure) && !this.#fatal) {
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
  #slowDown(milliseconds: number): void {
    const now = Date.now();
    // Not all at the same moment again.
    const until = now + milliseconds * (1 + Math.random() / 10);
    if (this.#quietUntil <= now) {
      this.#queue.concurrency = Math.max(1, Math.floor(this.#queue.concurrency / 2));
    }
    this.#successes = 0;
    const longer = Math.max(0, until - Math.max(this.#quietUntil, now));
    this.#waited += longer;
    this.#options.observer?.waited(longer);
    this.#quietUntil = Math.max(this.#quietUntil, until);
  }

  #throwIfEnded(what: string): void {
    if (this.#fatal) throw this.#fatal;
    if (this.#ended.aborted) throw stopped(this.#ended, what);
  }

  async #sleep(what: string, milliseconds: number): Promise<void> {
    try {
      await sleep(Math.min(milliseconds, longestTimer), undefined, { signal: this.#ended });
    } catch {
      this.#throwIfEnded(what);
    }
  }
}

/** Between half and all of a wait, so that retries of many calls spread out; in milliseconds. */
function spread(milliseconds: number): number {
  const most = Math.min(longestBackoff, milliseconds);
  return most / 2 + (Math.random() * most) / 2;
}
