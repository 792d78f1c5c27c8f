import type { AccessReport, Person, Space } from '../access/report.ts';

/** A host, with its port: the site's name comes from the file, and must not lead anywhere else. */
const host = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i;

/** Where Confluence shows a space; undefined if the file does not name the site, or the space has no key. */
export function spaceLink(report: AccessReport, { key }: Pick<Space, 'key'>): string | undefined {
  return key === undefined ? undefined : linkTo(report, 'spaces', key);
}

/** Where Confluence shows a person. */
export function personLink(report: AccessReport, { id }: Pick<Person, 'id'>): string | undefined {
  return linkTo(report, 'people', id);
}

function linkTo({ sync: { record } }: AccessReport, kind: string, name: string): string | undefined {
  if (!record || !host.test(record.site)) return undefined;
  return `https://${record.site}/wiki/${kind}/${encodeURIComponent(name.toWellFormed())}`;
}
