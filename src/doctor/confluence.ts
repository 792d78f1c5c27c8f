import { getCurrentUser } from 'confluence.js/v1';
import type { Check } from '../checks/check.ts';
import { isVendorImage } from '../config/image.ts';
import { domainUrl } from '../config/names.ts';
import type { Connector } from '../config/schema.ts';
import { privateOf, withoutGiven } from '../runtime/command/redaction.ts';
import { ConfluenceError } from '../runtime/confluence/error.ts';
import { type Login, logIn } from '../runtime/confluence/login.ts';
import type { RateLimit } from '../runtime/confluence/rate-limit.ts';
import { readable } from './reading.ts';
import type { Token } from './token.ts';

/** How long Confluence has for all of it, in milliseconds. */
const patience = 45_000;

export interface ConfluenceOptions {
  /** Where Atlassian takes scoped API tokens. @default Atlassian's own */
  readonly gateway?: string | undefined;
  /** In milliseconds. @default 45,000 */
  readonly timeout?: number;
}

/** Logs in to Confluence as the connector will, and looks at what the account may do and see there. */
export async function confluenceChecks(
  connector: Connector,
  token: Token,
  { gateway, timeout = patience }: ConfluenceOptions = {},
): Promise<readonly Check[]> {
  const { username, cloudId } = connector;
  const { secrets } = privateOf({ username, 'api-key': token.value, 'client-secret': undefined });
  const failed = (name: string, error: unknown): Check => {
    if (!(error instanceof ConfluenceError)) throw error;
    const { failure, fact, remedy } = error;
    const message =
      failure === 'stopped'
        ? `Confluence has not answered all of it within ${timeout / 1000} s.`
        : `${fact}.`;
    return {
      name,
      state: 'failed',
      message: withoutGiven(message, secrets),
      remedy: remedy ?? 'Try again in a while.',
    };
  };
  let login: Login;
  let owner: Owner;
  try {
    const access = { domainUrl: domainUrl(connector), username, apiKey: token.value, cloudId, gateway };
    login = await logIn(access, {
      attempts: 3,
      ceiling: 4,
      timeout: 15_000,
      signal: AbortSignal.timeout(timeout),
    });
    owner = await getCurrentUser(login.client, { expand: ['operations'] });
  } catch (error) {
    return [failed('login', error)];
  }
  const checks = [loginCheck(connector, token, login, owner), administratorCheck(owner)];
  try {
    checks.push(await readingCheck(connector, login));
  } catch (error) {
    checks.push(failed('reading', error));
  }
  return [...checks, rateLimitCheck(login.client.rateLimit)];
}

type Owner = Awaited<ReturnType<typeof getCurrentUser>>;

function loginCheck(
  connector: Connector,
  { variable }: Token,
  { base, cloudId }: Login,
  owner: Owner,
): Check {
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

function administratorCheck(owner: Owner): Check {
  const name = 'administrator';
  if (!owner.operations) return { name, state: 'skipped', message: 'Confluence does not tell it' };
  // Atlassian's reference leaves this kind of target out.
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

async function readingCheck(connector: Connector, { client }: Login): Promise<Check> {
  const { hosting } = connector;
  const useRbac = hosting.type === 'self-hosted' && hosting.useRbac;
  const { groups, spaces } = await readable(client, useRbac ? 'roles' : 'permissions');
  const message = `reads accounts, ${told(groups, 'group')} with members, and ${told(spaces, 'space')} with ${useRbac ? 'roles' : 'permissions'}`;
  return {
    name: 'reading',
    state: 'ok',
    message,
    details: { groups: groups.count, spaces: spaces.count, complete: !groups.more && !spaces.more },
  };
}

function told({ count, more }: { readonly count: number; readonly more: boolean }, what: string): string {
  return `${more ? 'at least ' : ''}${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function rateLimitCheck({ limit, remaining, near = false }: Partial<RateLimit> = {}): Check {
  const name = 'rate limit';
  if (limit === undefined || remaining === undefined) {
    return {
      name,
      state: near ? 'waiting' : 'skipped',
      message: `Confluence does not tell it${near ? ', but that little is left' : ''}`,
    };
  }
  const message = `${remaining.toLocaleString('en')} of ${limit.toLocaleString('en')} requests are left`;
  const details = { limit, remaining, near };
  return near
    ? {
        name,
        state: 'waiting',
        message,
        remedy: 'Wait, or see what else reads Confluence as this account: a sync will be slow.',
        details,
      }
    : { name, state: 'ok', message, details };
}
