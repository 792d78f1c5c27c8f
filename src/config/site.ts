/** The host suffix of every Confluence Cloud site. */
export const cloudSuffix = '.atlassian.net';

/** `acme`, `acme.atlassian.net`, or an https URL on such a host, whose path is ignored. */
export const sitePattern =
  /^(?:[Hh][Tt][Tt][Pp][Ss]:\/\/)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::\d{1,5})?(?:\/[^\s@]*)?$/;

/**
 * The bare, lower-case host of a site, with its port if one is given.
 * @param site text that matches {@link sitePattern}
 */
export function siteHost(site: string): string {
  const host = site
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/.*$/, '');
  return /[.:]/.test(host) ? host : `${host}${cloudSuffix}`;
}

/** Whether a bare host is a Confluence Cloud site. */
export function isCloudHost(host: string): boolean {
  return host.endsWith(cloudSuffix);
}
