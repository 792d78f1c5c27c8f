/** Secrets beyond doubt: Atlassian API tokens, ConductorOne client secrets, private keys. */
const secret = /AT[AC]TT[\w=-]{8}|secret-token:|-----BEGIN [A-Z ]*PRIVATE KEY/i;

/** What could be one: long opaque words, signed tokens, and what stands before the host of a URL. */
const suspect = /(?:^|\s)[\w+/=-]{40,}(?:\s|$)|:v1:[\w-]{16,}|eyJ[\w-]{16,}|-----BEGIN |:\S*@(?!sha256:)/;

/** So long a text at most is looked at for what could be a secret, in UTF-16 code units: a longer one is taken for one. */
const mostLookedAt = 4_096;

/** Keys whose value is never shown, however it looks: where a secret belongs, or could be put by mistake. */
const secretKey =
  /^(?:.*(?:api|access|secret|private)_?-?key|variable|.*token|.*secrets?|.*password|credentials?)$/i;

/** Whether a text holds a secret beyond doubt. */
export function isSecret(text: string): boolean {
  return secret.test(text);
}

/** Whether a text brings credentials along: in a URL, or as the header Authorization has them. */
export function containsCredentials(text: string): boolean {
  return /:\/\/[^\s/@:]{0,1024}:[^\s/@]{0,4096}@|\b(?:basic|bearer)(?:\s|%20)+\S{8}/i.test(text);
}

/**
 * A text of somebody else's, such as a log line, with the secrets and credentials beyond doubt taken out. What may be
 * followed by something else has a bound: V8 runs out of stack on some million characters of it.
 */
export function redactSecrets(text: string): string {
  return (
    fromKeyEnd(text)
      .replaceAll(
        /AT[AC]TT[\w=-]{8}[\w=-]*|secret-token:\S*|-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END [A-Z ]*-----|$)|\beyJ[\w-]{8,16384}\.eyJ[\w-]{8,16384}\.[\w-]*/gis,
        '(hidden)',
      )
      .replaceAll(/(:\/\/[^\s/@:]{0,1024}:)[^\s/@]{1,4096}@/g, '$1(hidden)@')
      // Words of prose that follow these two have no digit.
      .replaceAll(/\b((?:basic|bearer)(?:\s|%20)+)(?=[^\s"']{0,4096}\d)[\w.~+/=%-]{8,}/gi, '$1(hidden)')
  );
}

/** A text without the end of a private key that has begun before it, as the last lines of a log may. */
function fromKeyEnd(text: string): string {
  const end = /-----END [A-Z ]*PRIVATE KEY-----/i.exec(text);
  if (!end || /-----BEGIN [A-Z ]*PRIVATE KEY/i.test(text.slice(0, end.index))) return text;
  return `(hidden)${text.slice(end.index + end[0].length)}`;
}

/** Whether a key names a secret. */
export function namesSecret(key: PropertyKey): boolean {
  return secretKey.test(String(key));
}

/**
 * A value as an error message may show it: JSON, shortened, and hidden where it could be a secret.
 * @param path where the value stands, e.g. `['connectors', 0, 'apiKey']`
 */
export function shownValue(path: readonly PropertyKey[], value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? 'nothing';
  const hidden =
    typeof value !== 'boolean' && (namesSecret(path.at(-1) ?? '') || couldBeSecret(String(value)));
  if (hidden) return '(value hidden)';
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text;
}

/** A key as an error message may show it: as it follows those before it. */
export function shownKey(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const text = String(key);
  if (couldBeSecret(text)) return '[key hidden]';
  return /^[\w-]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}

function couldBeSecret(text: string): boolean {
  return text.length > mostLookedAt || isSecret(text) || suspect.test(text);
}
