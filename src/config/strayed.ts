import type { Problem } from './problem.ts';
import { isSecret } from './redact.ts';

const message =
  '(value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.';

/** Secrets in places that take any text, or as keys. */
export function strayedSecrets(input: unknown): readonly Problem[] {
  const seen = new WeakSet<object>();
  const below = (value: unknown, path: readonly PropertyKey[]): readonly Problem[] => {
    if (typeof value === 'string') return isSecret(value) ? [{ path, message }] : [];
    if (typeof value !== 'object' || value === null || seen.has(value)) return [];
    seen.add(value);
    return Object.entries(value).flatMap(([key, inner]) => {
      const there = [...path, Array.isArray(value) ? Number(key) : key];
      return [...(isSecret(key) ? [{ path: there, atKey: true, message }] : []), ...below(inner, there)];
    });
  };
  return below(input, []);
}
