import { entriesOf } from './entries.ts';
import type { Problem } from './problem.ts';
import { isSecret } from './redact.ts';

const message =
  '(value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.';

/** Secrets in places that take any text, or as keys. */
export function strayedSecrets(input: unknown): readonly Problem[] {
  return entriesOf(input).flatMap(({ path, value }) => [
    ...(isSecret(String(path.at(-1) ?? '')) ? [{ path, atKey: true, message }] : []),
    ...(typeof value === 'string' && isSecret(value) ? [{ path, message }] : []),
  ]);
}
