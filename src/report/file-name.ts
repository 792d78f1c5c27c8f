import type { AccessReport } from '../access/report.ts';

/** The name of a file that the page saves, with the site and the day of the sync. @param what e.g. `people` */
export function fileName(
  { sync: { record, endedAt } }: AccessReport,
  what: string,
  extension: string,
): string {
  // The site's name comes from the file.
  const site = record?.site.replaceAll(/[^a-z0-9.-]/gi, '_').replace(/^[.-]+/, '');
  const parts = ['confluence-access', ...(site ? [site] : []), endedAt.slice(0, 10), what];
  return `${parts.join('-')}.${extension}`;
}
