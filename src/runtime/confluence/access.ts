/** Where Confluence is, and who asks. */
export interface Access {
  /** The site's URL, with or without a scheme and a final slash. */
  readonly domainUrl: string;
  /** E-mail address of the token's owner. */
  readonly username: string;
  readonly apiKey: string;
  /** Of the site, for a scoped token: those work through Atlassian's gateway only. */
  readonly cloudId?: string | undefined;
  /** What the cloud id is appended to. @default Atlassian's gateway */
  readonly gateway?: string | undefined;
}

const atlassianGateway = 'https://api.atlassian.com/ex/confluence';

/** What the paths of the API are appended to. */
export function baseUrl({ domainUrl, cloudId, gateway = atlassianGateway }: Access): string {
  if (cloudId) return `${gateway}/${encodeURIComponent(cloudId)}`;
  const withScheme = /^https?:\/\//i.test(domainUrl) ? domainUrl : `https://${domainUrl}`;
  return withScheme.replace(/\/+$/, '');
}

/** The header that says who asks. */
export function authorization({ username, apiKey }: Access): string {
  return `Basic ${Buffer.from(`${username}:${apiKey}`, 'utf8').toString('base64')}`;
}
