import { asRecord, shortened } from './plain.ts';
import { redactSecrets } from './redact.ts';

/** The most that is shown of a text, in UTF-16 code units. */
const mostTold = 16_384;

/** What is not to be told. */
export interface Sensitive {
  /** Never. */
  readonly secrets: readonly string[];
  /** At level debug only, as are e-mail addresses. */
  readonly names: readonly string[];
}

/** What is private in settings, also in those that were there before: credentials may change while the program runs. */
export class SensitiveValues implements Sensitive {
  readonly #secrets = new Set<string>();
  readonly #names = new Set<string>();

  constructor(settings: Credential) {
    this.add(settings);
  }

  add(settings: Credential): void {
    const { secrets, names } = sensitiveIn(settings);
    for (const secret of secrets) this.#secrets.add(secret);
    for (const name of names) this.#names.add(name);
  }

  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  get names(): readonly string[] {
    return [...this.#names];
  }
}

/** What a connector logs in with, by the names of its settings. */
interface Credential {
  readonly username: string;
  readonly 'api-key': string;
  readonly 'client-secret'?: string | undefined;
}

/** Percent-encoded ones are such as well. It begins where a word does: so a long word is looked at once. */
const emailAddress =
  /(?<![^\s"'<>()\\/:,;=?&])[^\s"'<>()\\/:,;=?&]+(?:@|%40)[\p{L}\p{N}_-]+(?:[.][\p{L}\p{N}_-]+)+/gu;

/** What is private in settings, in each form in which an answer of Confluence may repeat it. */
export function sensitiveIn(settings: Credential): Sensitive {
  const { username, 'api-key': apiKey, 'client-secret': clientSecret = '' } = settings;
  const login = Buffer.from(`${username}:${apiKey}`);
  // Without the padding, which encodings change or leave out.
  const basic = login.toString('base64').replace(/=+$/, '');
  return {
    secrets: [apiKey, basic, login.toString('base64url'), clientSecret].flatMap(formsOf),
    names: formsOf(username),
  };
}

/** A text as it is, and as it stands in a URL: in upper case as JavaScript writes it, in lower case as others do. */
function formsOf(text: string): readonly string[] {
  const encoded = encodeURIComponent(text);
  return [...new Set([text, encoded, encoded.replaceAll(/%../g, (code) => code.toLowerCase())])];
}

/** Takes out of a text what must not be told above debug: secrets, names and e-mail addresses. */
export function withoutPersonalData(text: string, { secrets, names }: Sensitive): string {
  const shown = without(withoutSecrets(text, secrets), names, '(user name)');
  return shown.replaceAll(emailAddress, '(e-mail address)');
}

/** A message as it goes out of this program: without what is private, and as one record. */
export function redacted(text: string, hidden: Sensitive): string {
  return asRecord(withoutPersonalData(text, hidden));
}

/**
 * Takes out of a text what must never be told: these secrets, and whatever else is one beyond doubt. Of a text that is
 * longer than any message, only the beginning is left.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return without(redactSecrets(shortened(text, mostTold)), secrets, '(hidden)');
}

function without(text: string, words: readonly string[], instead: string): string {
  return words.filter((word) => word !== '').reduce((rest, word) => rest.replaceAll(word, instead), text);
}
