import * as z from 'zod';
import { baseUrl, type SiteLogin } from './address.ts';
import { type ConnectOptions, connect, connectAsNobody } from './connect.ts';
import { currentUser } from './current-user.ts';
import { ConfluenceError, type Failure } from './error.ts';
import type { RetryingClient } from './retrying-client.ts';

/** A login that Confluence has accepted. */
export interface Login {
  /** To read with. */
  readonly client: RetryingClient;
  /** Of the token's owner. */
  readonly accountId: string;
  /** What the client calls: the site, or the gateway with the site's cloud id. */
  readonly base: string;
  /** Given or discovered; undefined where the client calls the site itself. */
  readonly cloudId: string | undefined;
}

const tenantInfo = z.object({ cloudId: z.string().regex(/^[\w-]+$/) });

/** What to do about a login that fails, where it is something else than for other calls. */
const remedies: { readonly [failure in Failure]?: string } = {
  forbidden:
    "Check the user name: Confluence takes whoever it does not know for anonymous. If it is right, the token's owner may not use Confluence, or an IP allowlist keeps this machine out.",
  missing: 'Check the name of the site and, if there is one, the cloud id: no Confluence is there.',
  refused:
    "That is not how Confluence's API answers: check the site's URL. The site may have another name now, or a proxy may ask for a login.",
  malformed: "Something else than Confluence answers there: check the site's URL, and any proxy.",
};

const captchaRemedy =
  "Too many logins have failed, and Confluence asks for a CAPTCHA: let the token's owner log in with a browser once, and check the API token.";

/**
 * Connects with a site and checks the credentials. A token does not tell whether it is a scoped one, which works
 * through the gateway only: where the site refuses it and no cloud id is given, the gateway is tried too.
 *
 * @throws ConfluenceError that says what was tried, and what to do
 */
export async function logIn(access: SiteLogin, options: ConnectOptions = {}): Promise<Login> {
  try {
    return await logInAt(access, options);
  } catch (error) {
    const mayBeScoped = error instanceof ConfluenceError && error.status === 401 && !access.cloudId;
    if (!mayBeScoped) throw error;
    return logInAtGateway(access, options, error);
  }
}

async function logInAt(access: SiteLogin, options: ConnectOptions): Promise<Login> {
  const client = connect(access, options);
  const base = baseUrl(access);
  try {
    return { client, accountId: (await currentUser(client)).accountId, base, cloudId: access.cloudId };
  } catch (error) {
    throw explained(`The login at ${base} failed`, error);
  }
}

async function logInAtGateway(
  access: SiteLogin,
  options: ConnectOptions,
  atSite: ConfluenceError,
): Promise<Login> {
  try {
    return await logInAt({ ...access, cloudId: await discoverCloudId(access, options) }, options);
  } catch (error) {
    if (!(error instanceof ConfluenceError) || error.failure === 'stopped') throw error;
    const { remedy } = error.failure === 'credentials' ? error : atSite;
    throw new ConfluenceError('credentials', `${atSite.fact}. As a scoped token: ${error.fact}`, {
      remedy,
      status: 401,
      cause: error,
    });
  }
}

/** Asks the site for its id at the gateway; it tells everybody. */
async function discoverCloudId({ domainUrl }: SiteLogin, options: ConnectOptions): Promise<string> {
  try {
    const path = '/_edge/tenant_info';
    const { data } = await connectAsNobody(domainUrl, options).send({ path, schema: tenantInfo });
    return data.cloudId;
  } catch (error) {
    throw explained('The cloud id could not be discovered', error);
  }
}

function explained(what: string, error: unknown): unknown {
  if (!(error instanceof ConfluenceError) || error.failure === 'stopped') return error;
  const { failure, fact, status } = error;
  const captcha = fact.includes('AUTHENTICATION_DENIED') ? captchaRemedy : undefined;
  const remedy = captcha ?? remedies[failure] ?? error.remedy;
  return new ConfluenceError(failure, `${what}: ${fact}`, { remedy, status, cause: error });
}
