import { ApiError } from './api-error.ts';

/** What a request says of the page that it wants. */
export interface PageRequest {
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

/** One page of a list, in the API's words. The sizes are those that its specification names. */
export function page<Item>(items: readonly Item[], { pageSize = 0, pageToken = '' }: PageRequest) {
  const from = pageToken === '' ? 0 : offset(pageToken);
  const to = from + (pageSize === 0 ? 25 : Math.max(pageSize, 10));
  return { list: items.slice(from, to), nextPageToken: to < items.length ? token(to) : '' };
}

function token(from: number): string {
  return Buffer.from(`from:${from}`).toString('base64url');
}

function offset(pageToken: string): number {
  const from = Number(/^from:(\d+)$/.exec(Buffer.from(pageToken, 'base64url').toString('utf8'))?.[1]);
  if (Number.isNaN(from)) throw new ApiError(400, 'invalid page token');
  return from;
}
