import type { Dispatcher } from 'undici';
import type { Check } from '../clients/check.ts';
import { domainUrl } from '../config/derived/names.ts';
import type { Connector } from '../config/schema/config.ts';
import type { Environment } from '../io/io.ts';
import { currentUser } from '../runtime/confluence/current-user.ts';
import { ConfluenceError, type Failure } from '../runtime/confluence/error.ts';
import { logIn } from '../runtime/confluence/login.ts';
import { proxiedPool } from '../runtime/confluence/proxy.ts';
import type { RateLimit } from '../runtime/confluence/rate-limit-headers.ts';
import { grouped } from '../text/count.ts';
import { sensitiveIn, withoutSecrets } from '../text/sensitive.ts';
import { accountChecks, accountDescriptions } from './account.ts';
import { readingCheck, readingDescriptions } from './reading.ts';
import type { ApiToken } from './token.ts';

/** What is looked at in Confluence. */
export const confluenceDescriptions = {
  ...accountDescriptions,
  ...readingDescriptions,
  'rate limit': 'how much Confluence may still be asked for',
} as const;

type ConfluenceCheck = Check<'login' | keyof typeof confluenceDescriptions>;

/** How long Confluence has for all of it, in milliseconds. */
const usualTimeout = 45_000;

/** Failures that may pass by themselves. */
const passing: readonly Failure[] = ['limited', 'server', 'network', 'stopped'];

export interface ConfluenceOptions {
  /** Where Atlassian takes scoped API tokens. @default Atlassian's own */
  readonly gateway?: string | undefined;
  /** The variables of a proxy. @default none */
  readonly environment?: Environment | undefined;
  /** In milliseconds. @default 45,000 */
  readonly timeout?: number;
}

/** Logs in to Confluence as the connector will, and looks at what the account may do and see there. */
export async function confluenceChecks(
  connector: Connector,
  token: ApiToken,
  { gateway, environment = {}, timeout = usualTimeout }: ConfluenceOptions = {},
): Promise<readonly ConfluenceCheck[]> {
  const { username, cloudId } = connector;
  const { secrets } = sensitiveIn({ username, 'api-key': token.value });
  const failed = (name: ConfluenceCheck['name'], error: unknown) =>
    failure(name, error, { timeout, secrets });
  let dispatcher: Dispatcher | undefined;
  try {
    const access = { domainUrl: domainUrl(connector), username, apiKey: token.value, cloudId, gateway };
    dispatcher = proxiedPool(environment, access.domainUrl);
    const login = await logIn(access, {
      attempts: 3,
      ceiling: 4,
      timeout: 15_000,
      dispatcher,
      signal: AbortSignal.timeout(timeout),
      deadline: performance.now() + timeout,
    });
    const owner = await currentUser(login.client, { withOperations: true });
    const checks: ConfluenceCheck[] = [...accountChecks(connector, token, login, owner)];
    try {
      checks.push(await readingCheck(connector, login.client));
    } catch (error) {
      checks.push(failed('reading', error));
    }
    return [...checks, rateLimitCheck(login.client.rateLimit)];
  } catch (error) {
    return [failed('login', error)];
  } finally {
    // A connection that is still being made would keep the process.
    await dispatcher?.destroy();
  }
}

function failure(
  name: ConfluenceCheck['name'],
  error: unknown,
  { timeout, secrets }: { readonly timeout: number; readonly secrets: readonly string[] },
): ConfluenceCheck {
  if (!(error instanceof ConfluenceError)) throw error;
  const { failure, fact } = error;
  const late = failure === 'stopped';
  const message = late
    ? `Confluence has not answered all of it within ${timeout / 1000} s.`
    : withoutSecrets(fact.replace(/[.]?$/, '.'), secrets);
  const remedy = error.remedy ?? (passing.includes(failure) ? 'Try again in a while.' : undefined);
  return { name, state: 'failed', message, ...(remedy && { remedy }) };
}

function rateLimitCheck({ limit, remaining, near = false }: Partial<RateLimit> = {}): ConfluenceCheck {
  const name = 'rate limit';
  if (limit === undefined || remaining === undefined) {
    return { name, state: 'skipped', message: 'Confluence does not tell it' };
  }
  const message = `${grouped(remaining)} of ${grouped(limit)} requests are left`;
  const details = { limit, remaining, near };
  if (!near) return { name, state: 'ok', message, details };
  const remedy = 'Wait, or see what else reads Confluence as this account: a sync will be slow.';
  return { name, state: 'waiting', message, remedy, details };
}
