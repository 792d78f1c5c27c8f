import { intendedHost } from '../../config/rules/misspelt-host.ts';
import { isCloudHost, siteHost } from '../../config/schema/site.ts';
import { ConfluenceError } from './error.ts';

/** Who asks. */
export interface Owner {
  /** E-mail address of the token's owner. */
  readonly username: string;
  readonly apiKey: string;
}

/** Where Confluence is, and who asks. */
export interface SiteLogin extends Owner {
  /** The site's URL, as siteUrl takes it. */
  readonly domainUrl: string;
  /** Of the site, for a scoped token: those work through Atlassian's gateway only. A login can discover it. */
  readonly cloudId?: string | undefined;
  /** What the cloud id is appended to. @default Atlassian's gateway */
  readonly gateway?: string | undefined;
}

const atlassianGateway = 'https://api.atlassian.com/ex/confluence';

/** `acme`, or `https://acme`: a name without dots and without a port, but for this machine's. */
const bareName = /^(?:https:\/\/)?(?!localhost(?![\w-]))([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?=[/?#]|$)/i;

const cloudOnly = 'Only Confluence Cloud is supported, not Data Center or Server.';

const siteRemedy = 'Give the address of the site, such as https://acme.atlassian.net.';

/**
 * The site's URL: scheme and host, in lower case.
 *
 * @param domainUrl the same, with or without https and what people paste along with it: a slash, or a path of /wiki; of
 * a host on atlassian.net the name alone will do, as in `site` of connector.yaml
 * @throws ConfluenceError `refused` where it is no such address
 */
export function siteUrl(domainUrl: string): string {
  const given = domainUrl.trim();
  // Whoever pastes a password must not find it in a log.
  if (given.includes('@')) {
    throw new ConfluenceError('refused', 'The domain URL holds a user name or a password', {
      remedy: siteRemedy,
    });
  }
  const named = (text: string) => text.replace(bareName, (_, name: string) => `https://${siteHost(name)}`);
  // Before a number is taken for an address.
  const whole = named(given);
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(whole) ? whole : `https://${whole}`);
  const isSite = /^https?:$/.test(url?.protocol ?? '') && /^\/+(?:wiki(?:\/.*)?)?$/.test(url?.pathname ?? '');
  // Credentials never go out in clear where https is sure to be there.
  const meant = url && intendedHost(url.host);
  // No token goes to a host that looks like the site and is none.
  if (meant) {
    throw new ConfluenceError(
      'refused',
      `The domain URL is not that of a Confluence Cloud site: ${url.host}`,
      {
        remedy: `Did you mean ${meant}?`,
      },
    );
  }
  if (url && isSite) return named(url.origin).replace(/^http:(?=.*[.]atlassian[.]net$)/, 'https:');
  throw new ConfluenceError(
    'refused',
    `The domain URL is not the address of a Confluence site: ${domainUrl}`,
    {
      remedy: url && !isCloudHost(url.hostname) ? `${cloudOnly} ${siteRemedy}` : siteRemedy,
    },
  );
}

/** What the paths of the API are appended to. @throws ConfluenceError `refused` where the domain URL is none */
export function baseUrl({ domainUrl, cloudId, gateway = atlassianGateway }: SiteLogin): string {
  return cloudId ? `${gatewayUrl(gateway)}/${encodeURIComponent(cloudId)}` : siteUrl(domainUrl);
}

function gatewayUrl(gateway: string): string {
  const isUrl = /^https?:\/\/[^@]+$/.test(gateway) && URL.canParse(gateway);
  if (isUrl) return gateway.replace(/\/+$/, '');
  throw new ConfluenceError(
    'refused',
    'The gateway URL is no http(s) URL without a user name and a password',
    {
      remedy: `Leave it out, or give it like ${atlassianGateway}.`,
    },
  );
}

/** The header that says who asks. */
export function authorization({ username, apiKey }: Owner): string {
  return `Basic ${Buffer.from(`${username}:${apiKey}`, 'utf8').toString('base64')}`;
}
