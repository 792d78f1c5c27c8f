import type { Check } from '../clients/check.ts';
import { daysBetween, utcToday } from '../config/date.ts';
import { apiKeyVariable } from '../config/derived/names.ts';
import type { Connector } from '../config/schema/config.ts';
import type { Environment } from '../io/io.ts';
import { siteUrl } from '../runtime/confluence/address.ts';
import { ConfluenceError } from '../runtime/confluence/error.ts';
import { counted } from '../text/count.ts';
import { pastedTextFlaw } from '../text/pasted-text.ts';

/** What is looked at here. */
export const tokenDescriptions = {
  token: 'the day the API token expires, if the configuration says it',
} as const;

/** An API token, and the variable of the environment that it comes from. */
export interface ApiToken {
  readonly variable: string;
  readonly value: string;
}

/**
 * The API token that a connector's deployment takes, or the check that says why there is none to try.
 * @param connectors all that are looked at
 */
export function tokenOf(
  connector: Connector,
  connectors: readonly Connector[],
  environment: Environment,
): ApiToken | Check<'login'> {
  const blind = isBlind(connector);
  const variable = blind ? 'BATON_API_KEY' : `TF_VAR_${apiKeyVariable(connector)}`;
  const value = environment[variable];
  const skipped = (message: string, remedy: string): Check<'login'> => ({
    name: 'login',
    state: 'skipped',
    message: `Confluence was not asked: ${message}`,
    remedy,
  });
  const doubt = blind && value ? doubtOf(connector, connectors, environment) : undefined;
  if (doubt) return skipped(doubt.message, doubt.remedy);
  const flaw = value && pastedTextFlaw(value.trim());
  if (flaw) {
    return {
      name: 'login',
      state: 'failed',
      message: `${variable} ${flaw}.`,
      remedy: 'Copy the API token again, without anything before, after or in it.',
    };
  }
  if (value) return { variable, value };
  return blind
    ? skipped('its API token is in the secret store', `Set ${variable} to it, to try it from here.`)
    : skipped(
        `${variable} is not set`,
        `Set it to the API token of ${connector.username}, for the deployment too.`,
      );
}

/** Why BATON_API_KEY may be the token of another site than a connector's, if it may: a token goes to its own only. */
function doubtOf(
  { site }: Connector,
  connectors: readonly Connector[],
  { BATON_DOMAIN_URL: domainUrl }: Environment,
): { readonly message: string; readonly remedy: string } | undefined {
  const remedy = `Set BATON_DOMAIN_URL to https://${site} if the token is for that site`;
  if (domainUrl) {
    if (hostOf(domainUrl) === site) return undefined;
    const message = 'BATON_API_KEY is for another site, the one that BATON_DOMAIN_URL names';
    return { message, remedy: `${remedy}.` };
  }
  if (new Set(connectors.map((connector) => connector.site)).size === 1) return undefined;
  return {
    message: 'BATON_API_KEY is one token, and the connectors have several sites',
    remedy: `${remedy}, or look at one connector at a time, with --connector.`,
  };
}

/** The host of a site's URL, or undefined if it is none. */
function hostOf(domainUrl: string): string | undefined {
  try {
    return new URL(siteUrl(domainUrl)).host;
  } catch (error) {
    if (error instanceof ConfluenceError) return undefined;
    throw error;
  }
}

/** When the API token expires, where the configuration says so. @param today as YYYY-MM-DD */
export function expiryChecks(
  { apiKey: { expires } }: Connector,
  today = utcToday(),
): readonly Check<'token'>[] {
  if (!expires) return [];
  const days = daysBetween(today, expires);
  const message = `the API token expires ${expires}, in ${counted(days, 'day')}`;
  return [{ name: 'token', state: 'ok', message, details: { expires, days } }];
}

/** Whether a deployment never sees the API token. */
function isBlind({ hosting }: Connector): boolean {
  return hosting.type === 'self-hosted' && hosting.delivery === 'gitops';
}
