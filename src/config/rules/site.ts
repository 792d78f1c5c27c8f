import * as z from 'zod';
import { connectorSchema } from '../schema/config.ts';
import { cloudSuffix, isCloudHost } from '../schema/site.ts';
import { intendedHost } from './misspelt-host.ts';
import { problemWithValue, rule } from './rule.ts';

const { site, allowCustomHost } = connectorSchema.shape;

/**
 * Refuses a site outside Confluence Cloud unless it is allowed. No setting allows a misspelt host: the API token would
 * go to the owner of that domain.
 */
export const unsupportedSite = rule(z.object({ site, allowCustomHost }), ({ site, allowCustomHost }) => {
  const meant = intendedHost(site);
  if (meant === undefined && (allowCustomHost || isCloudHost(site))) return [];
  const advice = meant
    ? `Did you mean ${meant}?`
    : 'Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.';
  return [
    problemWithValue({
      code: 'unsupported-site',
      path: ['site'],
      value: site,
      message: `not a host under ${cloudSuffix.slice(1)}. ${advice}`,
    }),
  ];
});
