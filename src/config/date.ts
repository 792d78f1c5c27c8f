/** Today in UTC, as YYYY-MM-DD. */
export const utcToday = (): string => new Date().toISOString().slice(0, 10);

/** Days between two dates, both as YYYY-MM-DD. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
