/** What an answer says of how much may be asked for in a while. */
export interface RateLimit {
  /** So much in all; undefined where Confluence does not tell. */
  readonly limit: number | undefined;
  /** So much of it is left. */
  readonly remaining: number | undefined;
  /** Whether that is little. */
  readonly near: boolean;
}

/** Reads the headers X-RateLimit-Limit, -Remaining and -NearLimit. */
export function rateLimitOf(headers: Readonly<Record<string, string | string[] | undefined>>): RateLimit {
  return {
    limit: count(headers['x-ratelimit-limit']),
    remaining: count(headers['x-ratelimit-remaining']),
    near: headers['x-ratelimit-nearlimit'] === 'true',
  };
}

function count(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
}
