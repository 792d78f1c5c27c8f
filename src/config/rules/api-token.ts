import * as z from 'zod';
import { daysBetween } from '../date.ts';
import { isVendorImage, vendorImage } from '../schema/image.ts';
import { problemWithValue, refuse, rule } from './rule.ts';

/** Refuses a scoped API token that ConductorOne would have to use. */
export const scopedTokenWithCloudHosting = refuse(
  z.object({ cloudId: z.string(), hosting: z.object({ type: z.literal('cloud') }) }),
  {
    code: 'scoped-token-with-cloud-hosting',
    path: ['cloudId'],
    message:
      'a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.',
  },
);

/** Refuses a scoped API token that the vendor's program would have to use. */
export const scopedTokenWithVendorImage = refuse(
  z.object({
    cloudId: z.string(),
    hosting: z.object({
      type: z.literal('self-hosted'),
      image: z.string().default(vendorImage).refine(isVendorImage),
    }),
  }),
  {
    code: 'scoped-token-with-vendor-image',
    path: ['cloudId'],
    message:
      'the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.',
  },
);

/** Refuses the name of a Terraform variable where Terraform has nothing to do. */
export const apiKeyVariableWithGitops = refuse(
  z.object({
    apiKey: z.object({ variable: z.string() }),
    hosting: z.object({ delivery: z.literal('gitops') }),
  }),
  {
    code: 'api-key-variable-with-gitops',
    path: ['apiKey', 'variable'],
    message:
      'not used with delivery: gitops. Leave it out: hosting.secrets says where the API token comes from.',
  },
);

const withExpiry = z.object({ apiKey: z.object({ expires: z.iso.date() }) });

/** Refuses an API token that has expired. */
export const expiredApiToken = rule(withExpiry, ({ apiKey: { expires } }, today) =>
  daysBetween(today, expires) < 0
    ? [
        problemWithValue({
          code: 'api-token-expired',
          path: ['apiKey', 'expires'],
          value: expires,
          message:
            'the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.',
        }),
      ]
    : [],
);

/** Notes an API token that expires within 30 days. */
export const expiringApiToken = rule(withExpiry, ({ apiKey: { expires } }, today) => {
  const days = daysBetween(today, expires);
  if (days < 0 || days >= 30) return [];
  const when = days === 0 ? 'today' : `in ${days} day${days === 1 ? '' : 's'}`;
  return [
    problemWithValue({
      code: 'api-token-expires-soon',
      path: ['apiKey', 'expires'],
      value: expires,
      message: `the API token expires ${when}. Create a new one in time.`,
    }),
  ];
});
