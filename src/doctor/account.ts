import type { Check } from '../clients/check.ts';
import type { Connector } from '../config/schema/config.ts';
import { isVendorImage } from '../config/schema/image.ts';
import type { CurrentUser as Owner } from '../runtime/confluence/current-user.ts';
import type { Login } from '../runtime/confluence/login.ts';
import type { ApiToken } from './token.ts';

/** What is looked at here. */
export const accountDescriptions = {
  administrator: "the API token's owner administers Confluence: others see less than there is",
} as const;

/** Looks at a login that Confluence has accepted, and at the account it is for. */
export function accountChecks(
  connector: Connector,
  token: ApiToken,
  login: Login,
  owner: Owner,
): readonly Check<'login' | keyof typeof accountDescriptions>[] {
  return [loginCheck(connector, token, login, owner), administratorCheck(owner)];
}

/** Whether the login is one for the connector. */
function loginCheck(
  connector: Connector,
  { variable }: ApiToken,
  { base, cloudId }: Login,
  owner: Owner,
): Check<'login'> {
  const details = { base, account: owner.accountId, ...(cloudId && { cloudId }) };
  if (cloudId !== connector.cloudId && !takesScopedTokens(connector)) {
    return {
      name: 'login',
      state: 'failed',
      message: `${variable} is a scoped API token, which this connector cannot use.`,
      remedy:
        'Use a classic API token, or host the connector yourself with this project’s runtime as hosting.image and cloudId set.',
      details,
    };
  }
  const scoped = cloudId === undefined ? '' : `, a scoped token for the cloud id ${cloudId}`;
  const message = `${base} accepts ${variable}${scoped}: ${nameOf(owner)}`;
  return { name: 'login', state: 'ok', message, details };
}

/** ConductorOne's own connector and the vendor's image call the site itself, which refuses scoped tokens. */
function takesScopedTokens({ hosting }: Connector): boolean {
  return hosting.type === 'self-hosted' && !isVendorImage(hosting.image);
}

/** Whether the API token's owner sees all of the site. */
export function administratorCheck(owner: Owner): Check<'administrator'> {
  const name = 'administrator';
  if (!owner.operations) return { name, state: 'skipped', message: 'Confluence does not tell it' };
  const operations = owner.operations
    .filter(({ targetType }) => targetType === 'application')
    .map(({ operation }) => operation);
  if (operations.includes('administer')) {
    return { name, state: 'ok', message: `${nameOf(owner)} administers Confluence`, details: { operations } };
  }
  return {
    name,
    state: 'failed',
    message: `${nameOf(owner)} does not administer Confluence: it sees less than there is, and people would look as if they had lost access.`,
    remedy:
      'Make the account a Confluence administrator at https://admin.atlassian.com, or use the API token of one.',
    details: { operations },
  };
}

function nameOf({ displayName, accountId }: Owner): string {
  return displayName || accountId || 'the account';
}
