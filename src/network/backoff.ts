/** How long to wait after failures, in milliseconds. */
export interface Backoff {
  /** The wait after the first failure, doubled for each further one. */
  readonly first: number;
  readonly longest: number;
}

/**
 * The wait after so many failures in a row: between half and all of what doubling gives, so that many who failed
 * together do not come back together; in milliseconds.
 */
export function backoff(failures: number, { first, longest }: Backoff): number {
  const most = Math.min(longest, first * 2 ** (failures - 1));
  return most / 2 + (Math.random() * most) / 2;
}
