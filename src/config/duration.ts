/** A duration as the file and the command line take it: `90s`, `10m`, `1h`. */
export const durationPattern = /^[1-9]\d{0,4}[smh]$/;

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A duration in milliseconds; undefined where the text is none. */
export function milliseconds(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  return Number(text.slice(0, -1)) * (seconds[text.slice(-1)] ?? 0) * 1000;
}
