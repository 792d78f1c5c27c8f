import { configType } from './schema.ts';
import type { App, Connector, Credential, Entitlement, Policy, ReviewTemplate, User } from './tenant.ts';

// The gateway spells out every field, also where it is at its zero value.

const times = { createdAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:04:05Z', deletedAt: null };

/** An app as it is read. */
export function appView({ id, displayName, settings }: App): object {
  return {
    accessModel: 'APP_ACCESS_MODEL_UNSPECIFIED',
    annotations: {},
    appAccountId: '',
    appAccountName: '',
    certifyPolicyId: '2policyCertify',
    connectorVersion: 0,
    defaultRequestCatalogId: '',
    description: '',
    enableConnectorSourcedOwnership: false,
    grantPolicyId: '2policyGrant',
    identityMatching: 'APP_USER_IDENTITY_MATCHING_STRICT',
    instructions: '',
    isDirectory: false,
    isManuallyManaged: false,
    monthlyCostUsd: 0,
    parentAppId: '',
    revokeGrantSources: false,
    revokePolicyId: '2policyRevoke',
    strictAccessEntitlementProvisioning: false,
    userCount: '0',
    ...settings,
    id,
    displayName,
    ...times,
  };
}

/** A policy as a search lists it. */
export function policyView(policy: Policy): object {
  return {
    ...policy,
    annotations: {},
    baselinePolicyId: '',
    description: '',
    policySteps: {},
    postActions: [],
    reassignTasksToDelegates: false,
    rules: [],
    scope: null,
    systemBuiltin: false,
    ...times,
  };
}

/** An entitlement as it is read, and as a search lists it. */
export function entitlementView({ settings, deletedAt, ...entitlement }: Entitlement): object {
  return {
    appEntitlement: {
      alias: '',
      annotations: {},
      appResourceId: '2space',
      appResourceTypeId: '2spaceType',
      certifyPolicyId: '',
      complianceFrameworkValueIds: null,
      defaultValuesApplied: false,
      deprovisionerPolicy: null,
      durationGrant: null,
      durationUnset: settings['durationGrant'] === undefined ? {} : null,
      emergencyGrantEnabled: false,
      emergencyGrantPolicyId: '',
      externalId: '',
      grantCount: '0',
      grantPolicyId: '',
      isAutomationEnabled: false,
      isManuallyManaged: false,
      matchBatonId: '',
      overrideAccessRequestsDefaults: false,
      provisionerPolicy: { connector: { defaultBehavior: { connectorId: '' } } },
      purpose: 'APP_ENTITLEMENT_PURPOSE_VALUE_PERMISSION',
      requestSchemaId: '',
      revokePolicyId: '',
      riskLevelValueId: '',
      sourceConnectorIds: {},
      systemBuiltin: false,
      userEditedMask: null,
      ...settings,
      ...entitlement,
      ...times,
      deletedAt: deletedAt ?? null,
    },
    appPath: '',
    appResourcePath: '',
    appResourceTypePath: '',
    objectPermissions: null,
  };
}

/** The template of a review as it is read: its owners are not told. */
export function reviewTemplateView({ id, settings }: ReviewTemplate): object {
  return {
    accessReviewTemplate: {
      accessReviewDuration: null,
      accuracyIssueAction: 'ACCURACY_ISSUE_ACTION_UNSPECIFIED',
      annotations: {},
      autoCloseCampaign: false,
      autoCloseDecision: 'CLOSE_DECISION_UNSPECIFIED',
      autoGenerateReport: false,
      autoStartCampaign: false,
      columnConfig: null,
      defaultView: 'ACCESS_REVIEW_VIEW_TYPE_UNSPECIFIED',
      description: '',
      exemptCertifiedAccessConflicts: false,
      inclusionScope: null,
      isCampaignScheduleEnabled: false,
      nextScheduledCampaignAt: null,
      notificationConfig: null,
      occurrences: 0,
      policyId: '',
      recurrenceRule: null,
      reviewInstructions: '',
      reviewerAttributeConfig: null,
      scope: null,
      scopeType: 'ACCESS_REVIEW_SCOPE_TYPE_UNSPECIFIED',
      signatureConfig: null,
      slackChannel: null,
      usePolicyOverride: false,
      ...settings,
      id,
      ...times,
    },
  };
}

/** What is reviewed. */
export function reviewedView({ id, settings, entitlementIds }: ReviewTemplate, appOf: AppOf): object {
  return {
    list: entitlementIds.map((appEntitlementId) => ({
      accessReviewTemplateEntitlement: {
        accessReviewTemplateId: id,
        appEntitlementId,
        appId: appOf(appEntitlementId),
        appResourceId: '2space',
        appResourceTypeId: '2spaceType',
        customPolicyId: '',
        policyId: '',
        tenantId: '2tenant',
        ...times,
      },
      appPath: '',
      entitlementPath: '',
      policyPath: '',
    })),
    scope: settings['scope'] ?? null,
    expanded: [],
  };
}

/** The id of the app of an entitlement. */
type AppOf = (entitlementId: string) => string;

/** A user as a search lists it. */
export function userView(user: User): object {
  return { user: { ...user, ...times, status: 'ENABLED' } };
}

/** A connector as it is read: secrets are never told again. */
export function connectorView(connector: Connector): object {
  const { id, appId, catalogId, displayName, userIds, config, status, deletedAt = null } = connector;
  const visible = Object.entries(config).filter(([key]) => key !== 'api-key');
  return {
    connector: {
      id,
      appId,
      catalogId,
      displayName,
      userIds,
      description: '',
      config: {
        '@type': configType,
        configuration: Object.fromEntries(visible.map(([key, stringValue]) => [key, { stringValue }])),
      },
      status: status
        ? { startedAt: null, completedAt: null, updatedAt: null, lastError: '', ...status }
        : null,
      ...times,
      deletedAt,
    },
    appPath: '',
    capabilitiesPath: '',
    usersPath: '',
  };
}

/** A credential as it is read: its secret is told at creation only. */
export function credentialView({ id, appId, connectorId, clientId }: Credential): object {
  return {
    id,
    appId,
    connectorId,
    clientId,
    displayName: 'Connector credential',
    clientSecret: '',
    ...times,
    expiresTime: null,
    lastUsedAt: null,
  };
}
