/** In milliseconds: what Node can wait for. */
const longestTimer = 2 ** 31 - 1;

/**
 * Does something at a time, however far away it is; the process does not wait for it.
 * @param at in milliseconds since 1970; at once if it is over
 * @returns calls it off
 */
export function atTime(at: number, act: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const left = at - Date.now();
    if (left <= 0) return act();
    timer = setTimeout(wait, Math.min(left, longestTimer)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
