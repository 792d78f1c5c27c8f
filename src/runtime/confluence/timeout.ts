/**
 * Does some work that must be over within a time, however much of it is done by then. It is not waited for any longer,
 * even if it does not heed its signal.
 *
 * @param milliseconds at most 2^31 - 1
 * @param signal ends the work as well
 * @param work takes a signal that ends it
 * @throws DOMException TimeoutError if the time is over; the signal's reason; what the work throws
 */
export async function withTimeout<Result>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  // AbortSignal.timeout and AbortSignal.any would keep a timer and a signal of every call for all of that time.
  const over = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    over.abort(reason);
    reject(reason);
  };
  const stop = () => end(signal?.reason);
  const timer = setTimeout(() => end(new DOMException('timed out', 'TimeoutError')), milliseconds);
  signal?.addEventListener('abort', stop);
  try {
    return await Promise.race([work(over.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
