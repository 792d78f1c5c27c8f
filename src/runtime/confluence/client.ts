import type { ZodType } from 'zod';

/** One call of Confluence's API. */
export interface Call<Data = undefined> {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below the site or the gateway, e.g. `/wiki/rest/api/group`; ids in it are percent-encoded. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** Sent as JSON. @default nothing */
  readonly body?: unknown;
  /** What of the answer is used: everything else may be missing or of any type. @default nothing */
  readonly schema?: ZodType<Data>;
  /** How often the call is made before its failure counts. @default as often as the client makes any */
  readonly attempts?: number | undefined;
  /** Of the calls that wait, those of a higher one go first. @default 0 */
  readonly priority?: number | undefined;
  /** Ends the call, and all waiting for it. */
  readonly signal?: AbortSignal | undefined;
}

/** Lists are repeated; undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What Confluence has answered. */
export interface Answer<Data> {
  readonly data: Data;
  /** Where the next page is, according to the Link header. */
  readonly nextLink: string | undefined;
}

/** Makes calls. */
export interface Client {
  /** @throws ConfluenceError */
  send<Data = undefined>(call: Call<Data>): Promise<Answer<Data>>;
}
