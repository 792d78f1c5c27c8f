import * as z from 'zod';
import type { Visitor } from './access.ts';
import { ApiError } from './api-error.ts';
import type { Cursors, PageRequest } from './paging.ts';
import type { Site } from './site.ts';

/** One request to the API, once it is known who sent it. */
export interface Call extends PageRequest {
  readonly site: Site;
  readonly visitor: Visitor;
  /** The parts of the path that have a name. */
  readonly ids: Readonly<Record<string, string>>;
  /** Read from JSON; undefined where there is none. */
  readonly body: unknown;
  readonly cursors: Cursors;
  /** How many accounts a search finds at most. */
  readonly searchCap: number;
}

/** One endpoint. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  readonly status: number;
  /** Whether it answers who has not logged in, where the site is public. */
  readonly open: boolean;
  /**
   * @returns the body, if it has one
   * @throws ApiError as the real one refuses
   */
  readonly answer: (call: Call) => object | undefined;
}

/** An endpoint. @param path `{name}` stands for one segment, to be found in `ids` */
export function route(
  method: Route['method'],
  path: string,
  answer: Route['answer'],
  { status = 200, open = false }: Partial<Pick<Route, 'status' | 'open'>> = {},
): Route {
  const pattern = path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { method, path: new RegExp(`^${pattern}$`), status, open, answer };
}

/** @throws ApiError 400 naming the first thing that is wrong */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(body);
  if (error) throw new ApiError(400, `Invalid request body: ${z.prettifyError(error)}`);
  return data as z.output<Schema>;
}

/** A parameter of the query. @throws ApiError 400 where it is missing */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new ApiError(400, `${name} is required`);
  return value;
}
