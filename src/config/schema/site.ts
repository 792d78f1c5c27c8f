/** The host suffix of every Confluence Cloud site. */
export const cloudSuffix = '.atlassian.net';

/** A port after a host, `:1` to `:65535`, as the source of a pattern. */
export const portSource =
  '(?::(?!0+\\b)(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|\\d{1,4}))';

const labelSource = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';

/** `acme`, `acme.atlassian.net`, or an https URL on such a host, whose path is ignored. */
export const sitePattern = new RegExp(
  `^(?:[Hh][Tt][Tt][Pp][Ss]:\\/\\/)?${labelSource}(?:\\.${labelSource})*${portSource}?(?:\\/[^\\s@]*)?$`,
);

/**
 * The bare, lower-case host of a site, with its port if it is not that of HTTPS.
 * @param site text that matches {@link sitePattern}
 */
export function siteHost(site: string): string {
  const host = site
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/:443$/, '');
  return /[.:]/.test(host) ? host : `${host}${cloudSuffix}`;
}

/** Whether a bare host is a Confluence Cloud site. */
export function isCloudHost(host: string): boolean {
  return host.endsWith(cloudSuffix);
}

/** Whether a text is a URL without TLS of a host that is no Confluence Cloud site, as those of Data Center often are. */
export function isElsewhere(text: string): boolean {
  const host = /^http:\/\/([^\s/@]+)/i.exec(text)?.[1]?.toLowerCase();
  return host !== undefined && /[.:]/.test(host) && !isCloudHost(host.replace(/:\d+$/, ''));
}
