import { Random } from './random.ts';

/**
 * What happens to a request in place of its answer: a status (401 is what a token answers that is no longer
 * valid, 429 and 503 come with Retry-After), or
 * - `missing-scope`: 401, as for a scoped token that is not meant for this
 * - `expired-cursor`: the cursor it brings is refused; a request without one is answered
 * - `dropped`: the connection is closed before an answer
 * - `cut`: the connection is closed in the middle of the real answer
 * - `malformed`: half of the real answer, as if it were all
 * - `html`: a page for people, with status 200
 * - `stalled`: nothing, ever
 */
export type Mishap = number | NamedMishap;
export type NamedMishap = (typeof namedMishaps)[number];

const namedMishaps = [
  'missing-scope',
  'expired-cursor',
  'dropped',
  'cut',
  'malformed',
  'html',
  'stalled',
] as const;

/** Which requests meet a mishap, counted among those that match. */
export interface Rule {
  /** @default any */
  readonly method?: string;
  /** Tested against path and query, e.g. `/\/spaces\?/`. */
  readonly path: RegExp;
  /** The first request to be struck, from 1. @default 1 */
  readonly nth?: number;
  /** How many are struck from there on; Infinity for all. @default 1 */
  readonly times?: number;
  readonly mishap: Mishap;
}

/** All that can go wrong, and how often. */
export interface Faults {
  /** How long each answer takes: in milliseconds, or at random between two such. @default 0 */
  readonly latencyMs?: number | readonly [number, number];
  /** The share of requests that meets each mishap, from 0 to 1 and no more than 1 together. */
  readonly shares?: { readonly [mishap in Mishap]?: number };
  /** What Retry-After says, in seconds. The real one is whole; a fraction makes for a fast test. @default 1 */
  readonly retryAfterSeconds?: number;
  /** A budget of requests; those beyond it are answered 429 until the window is over. @default none */
  readonly budget?: { readonly requests: number; readonly windowSeconds: number };
  /** The first that strikes counts, before any share. */
  readonly rules?: readonly Rule[];
}

/** A rule by which a space's permissions and assignments cannot be read. @param times @default always */
export function refusedSpace(spaceId: string, status: 403 | 404, times = Number.POSITIVE_INFINITY): Rule {
  return { method: 'GET', path: new RegExp(`/spaces/${spaceId}/`), times, mishap: status };
}

/** What a request is known by: equal ones are told apart by how many came before. */
export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
}

/** What a request meets. */
export interface Fate {
  readonly mishap: Mishap | undefined;
  readonly latencyMs: number;
}

/**
 * Decides what each request meets. It follows from the seed, the request and how often the same one came
 * before: not from the order of requests that are under way together.
 */
export class Fates {
  readonly #seed: number;
  readonly #seen = new Map<string, number>();
  readonly #matched = new Map<Rule, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(request: Request, faults: Faults): Fate {
    const { method, url } = request;
    const key = `${method} ${url}`;
    const before = this.#seen.get(key) ?? 0;
    this.#seen.set(key, before + 1);
    const random = new Random(`${this.#seed} ${before} ${key}`);
    const [least, most] = [faults.latencyMs ?? 0].flat();
    const latencyMs = (least ?? 0) + random.fraction() * ((most ?? least ?? 0) - (least ?? 0));
    const drawn = random.fraction();
    return { mishap: this.#ruled(request, faults.rules ?? []) ?? byShare(drawn, url, faults), latencyMs };
  }

  #ruled({ method, url }: Request, rules: readonly Rule[]): Mishap | undefined {
    let struck: Mishap | undefined;
    for (const rule of rules) {
      if ((rule.method !== undefined && rule.method !== method) || !rule.path.test(url)) continue;
      if (rule.mishap === 'expired-cursor' && !hasCursor(url)) continue;
      const count = (this.#matched.get(rule) ?? 0) + 1;
      this.#matched.set(rule, count);
      const first = rule.nth ?? 1;
      if (count >= first && count < first + (rule.times ?? 1)) struck ??= rule.mishap;
    }
    return struck;
  }
}

function byShare(drawn: number, url: string, { shares = {} }: Faults): Mishap | undefined {
  let upTo = 0;
  for (const [name, share = 0] of Object.entries(shares)) {
    upTo += share;
    if (drawn >= upTo) continue;
    if (name === 'expired-cursor' && !hasCursor(url)) return undefined;
    return namedMishaps.find((mishap) => mishap === name) ?? Number(name);
  }
  return undefined;
}

function hasCursor(url: string): boolean {
  return /[?&]cursor=/.test(url);
}
