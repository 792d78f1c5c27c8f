/** A duration as the file and the command line take it: `90s`, `10m`, `1h`. */
export const durationPattern = /^[1-9]\d{0,4}[smh]$/;

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A duration in milliseconds; undefined where the text is none. */
export function milliseconds(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  return Number(text.slice(0, -1)) * (seconds[text.slice(-1)] ?? 0) * 1000;
}

/** A duration of several parts, as Go reads it, e.g. `1h30m`; short enough that Go can hold it. */
export const longDurationPattern = /^(?:\d{1,5}[hms]){1,3}$/;

/** A duration of several parts as Go prints it: `1h` is `1h0m0s`, `90s` is `1m30s`. */
export function goDuration(text: string): string {
  const parts = Array.from(text.matchAll(/(\d+)([hms])/g));
  const total = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (seconds[unit] ?? 0), 0);
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}
