/** Shapes of the secrets that could stray into a configuration: Atlassian API tokens, ConductorOne secrets. */
const secretShapes = /AT[AC]TT[\w=-]{8,}|secret-token:|:v1:[\w-]{16,}|-----BEGIN |^[A-Za-z0-9+/=_-]{40,}$/;

/** Keys whose value is never shown, however it looks: where a secret belongs, or could be put by mistake. */
const secretKeys = /^(?:api_?-?key|variable|.*token|.*secrets?|.*password|credentials?)$/i;

/**
 * A value as an error message may show it: JSON, shortened, and hidden where it could be a secret.
 * @param path where the value stands, e.g. `['connectors', 0, 'apiKey']`
 */
export function shownValue(path: readonly PropertyKey[], value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = JSON.stringify(value) ?? 'nothing';
  const hidden =
    typeof value !== 'boolean' &&
    (secretKeys.test(String(path.at(-1))) || secretShapes.test(String(value)) || /:\/\/[^/\s]*@/.test(text));
  if (hidden) return '(value hidden)';
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text;
}
