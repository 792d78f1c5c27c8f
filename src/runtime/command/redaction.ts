import { withoutSecrets } from '../../config/redact.ts';

const emailAddress = /[^\s"'<>()\\/:,;=]+@[^\s"'<>()\\/:,;=]+\.[^\s"'<>()\\/:,;=]+/g;

/**
 * Takes out of a text what must not be told: these secrets, whatever else is one beyond doubt, and e-mail addresses.
 */
export function withoutPrivate(text: string, secrets: readonly string[]): string {
  return withoutGiven(text, secrets).replaceAll(emailAddress, '(e-mail address)');
}

/** As withoutPrivate, but e-mail addresses stay. */
export function withoutGiven(text: string, secrets: readonly string[]): string {
  const shown = withoutSecrets(text);
  return secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), shown);
}
