import * as z from 'zod';
import { ApiError } from './api-error.ts';

/** The type of a connector's settings in `config`. */
export const configType = 'type.googleapis.com/c1.api.app.v1.EnvConfig';

const pageSize = z.int().min(0).max(100);

const appSettings = {
  accessModel: z.enum([
    'APP_ACCESS_MODEL_UNSPECIFIED',
    'APP_ACCESS_MODEL_CLASSIC',
    'APP_ACCESS_MODEL_HYBRID',
    'APP_ACCESS_MODEL_SPARSE',
  ]),
  annotations: z
    .record(z.string().regex(/^(?!c1\/)[A-Za-z][A-Za-z0-9._/-]{0,127}$/), z.string().max(256))
    .refine((annotations) => Object.keys(annotations).length <= 16, 'more than 16 annotations'),
  certifyPolicyId: z.string(),
  connectorVersion: z.int().min(0),
  defaultRequestCatalogId: z.string(),
  description: z.string().max(2048),
  enableConnectorSourcedOwnership: z.boolean(),
  grantPolicyId: z.string(),
  identityMatching: z.enum([
    'APP_USER_IDENTITY_MATCHING_UNSPECIFIED',
    'APP_USER_IDENTITY_MATCHING_STRICT',
    'APP_USER_IDENTITY_MATCHING_DISPLAY_NAME',
    'APP_USER_IDENTITY_MATCHING_CUSTOM',
  ]),
  instructions: z.string().max(2048),
  isManuallyManaged: z.boolean(),
  monthlyCostUsd: z.int().min(0),
  revokeGrantSources: z.boolean(),
  revokePolicyId: z.string(),
  strictAccessEntitlementProvisioning: z.boolean(),
};
const displayName = z.string().min(1).max(256);
const app = z.strictObject({ displayName, ...appSettings }).partial();

const config = z.strictObject({
  '@type': z.literal(configType),
  configuration: z.record(z.string(), z.strictObject({ stringValue: z.string() })),
});
/** What can be set of an entitlement, and what the provider says again. */
const entitlement = z
  .strictObject({
    alias: z.string(),
    appId: z.string(),
    appResourceId: z.string(),
    appResourceTypeId: z.string(),
    certifyPolicyId: z.string(),
    complianceFrameworkValueIds: z.array(z.string()).nullable(),
    defaultValuesApplied: z.boolean(),
    deprovisionerPolicy: z.unknown(),
    description: z.string(),
    displayName: z.string(),
    durationGrant: z.string().regex(/^\d+s$/),
    durationUnset: z.strictObject({}),
    emergencyGrantEnabled: z.boolean(),
    emergencyGrantPolicyId: z.string(),
    grantPolicyId: z.string(),
    isManuallyManaged: z.boolean(),
    matchBatonId: z.string(),
    overrideAccessRequestsDefaults: z.boolean(),
    provisionerPolicy: z.unknown(),
    purpose: z.string(),
    requestSchemaId: z.string(),
    revokePolicyId: z.string(),
    riskLevelValueId: z.string(),
    slug: z.string(),
    sourceConnectorIds: z.record(z.string(), z.string()),
  })
  .partial()
  .refine(
    ({ durationGrant, durationUnset }) => durationGrant === undefined || durationUnset === undefined,
    'both of a oneof',
  )
  .refine(
    ({ emergencyGrantEnabled, emergencyGrantPolicyId = '' }) =>
      emergencyGrantPolicyId === '' || emergencyGrantEnabled === true,
    'an emergency policy without emergency grants',
  );

/** Of each kind of choice, one at most. */
const scopeOfReview = z
  .strictObject({
    specificResources: z.strictObject({}),
    appAccess: z.strictObject({}),
    allUsers: z.strictObject({}),
    allAccounts: z.strictObject({}),
    allGrants: z.strictObject({}),
  })
  .partial()
  .refine(
    ({ specificResources, appAccess }) => specificResources === undefined || appAccess === undefined,
    'both of a oneof',
  );

/** The template of an access review, as far as it is set here, and what the provider says again. */
const review = z
  .strictObject({
    accessReviewDuration: z.string().regex(/^\d+s$/),
    accuracyIssueAction: z.string(),
    annotations: z.record(z.string(), z.string()),
    autoCloseCampaign: z.boolean(),
    autoCloseDecision: z.string(),
    autoGenerateReport: z.boolean(),
    autoStartCampaign: z.boolean(),
    defaultView: z.string(),
    description: z.string(),
    displayName,
    exemptCertifiedAccessConflicts: z.boolean(),
    id: z.string(),
    inclusionScope: z.unknown(),
    isCampaignScheduleEnabled: z.boolean(),
    nextScheduledCampaignAt: z.iso.datetime(),
    occurrences: z.int(),
    policyId: z.string(),
    recurrenceRule: z.strictObject({
      frequency: z.enum(['FREQUENCY_DAILY', 'FREQUENCY_WEEKLY', 'FREQUENCY_MONTHLY', 'FREQUENCY_YEARLY']),
      interval: z.int().min(1),
      startDate: z.iso.datetime(),
    }),
    reviewInstructions: z.string(),
    scope: scopeOfReview,
    scopeType: z.string(),
    slackChannel: z.unknown(),
    usePolicyOverride: z.boolean(),
  })
  .partial();

const userIds = z.array(z.string()).default([]);

/** What each call takes: its body or, where it is a GET, its query. As strict as protobuf's JSON. */
export const schema = {
  none: z.strictObject({}),
  searchApps: z
    .strictObject({
      displayName: z.string(),
      query: z.string(),
      appIds: z.array(z.string()),
      excludeAppIds: z.array(z.string()),
      pageSize,
      pageToken: z.string(),
    })
    .partial(),
  searchUsers: z
    .strictObject({ email: z.string(), query: z.string(), pageSize, pageToken: z.string() })
    .partial(),
  searchPolicies: z
    .strictObject({
      displayName: z.string(),
      policyTypes: z.array(z.enum(['POLICY_TYPE_CERTIFY', 'POLICY_TYPE_GRANT', 'POLICY_TYPE_REVOKE'])),
      pageSize,
      pageToken: z.string(),
    })
    .partial(),
  searchEntitlements: z
    .strictObject({ appIds: z.array(z.string()), query: z.string(), pageSize, pageToken: z.string() })
    .partial(),
  updateEntitlement: z.strictObject({ entitlement, overrideAccessRequestsDefaults: z.boolean().optional() }),
  createReview: review.extend({ displayName, ownerIds: z.array(z.string()).min(1) }),
  updateReview: z.strictObject({
    accessReviewTemplate: review,
    updateMask: z.string().transform((fields) => fields.split(',')),
  }),
  setReviewed: z.strictObject({
    entitlements: z.array(z.strictObject({ appId: z.string(), appEntitlementId: z.string() })),
    scope: scopeOfReview.optional(),
  }),
  owners: z.strictObject({ userIds }),
  createApp: app
    .omit({
      accessModel: true,
      connectorVersion: true,
      defaultRequestCatalogId: true,
      enableConnectorSourcedOwnership: true,
      isManuallyManaged: true,
      revokeGrantSources: true,
    })
    .extend({ displayName }),
  // The provider sends no mask here: then whatever is given counts.
  updateApp: z.strictObject({ app, updateMask: mask(app.keyof().options).optional() }),
  list: z
    .strictObject({
      page_size: z.string().regex(/^\d+$/).transform(Number).pipe(pageSize),
      page_token: z.string(),
    })
    .partial(),
  createConnector: z.strictObject({ catalogId: z.string(), userIds, config }),
  createDelegated: z.strictObject({ catalogId: z.string(), userIds, displayName }),
  updateConnector: updateConnector(['config', 'displayName', 'userIds']),
  updateDelegated: updateConnector(['displayName', 'userIds']),
  rotate: z.strictObject({ appId: z.string(), connectorId: z.string() }),
} as const;

/** Settings of a connector, as they are sent. */
export type ConfigInput = z.output<typeof config>;

/** @throws ApiError 400 naming the first thing that is wrong */
export function read<Schema extends z.ZodType>(expected: Schema, input: unknown): z.output<Schema> {
  const { data, error } = expected.safeParse(input);
  const issue = error?.issues[0];
  if (!issue) return data as z.output<Schema>;
  throw new ApiError(
    400,
    issue.code === 'unrecognized_keys'
      ? `proto: unknown field "${[...issue.path, issue.keys[0]].join('.')}"`
      : `proto: invalid value for field ${issue.path.join('.') || '(root)'}: ${issue.message}`,
  );
}

function updateConnector<Field extends string>(fields: readonly Field[]) {
  return z.strictObject({
    updateMask: mask(fields),
    connector: z.strictObject({
      id: z.string(),
      appId: z.string(),
      catalogId: z.string(),
      displayName,
      userIds,
      config: config.optional(),
    }),
  });
}

/** A field mask: names of fields with commas between them. */
function mask<Field extends string>(fields: readonly Field[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(fields)));
}
