import { configType } from './schema.ts';
import type { App, Connector, Credential, Policy, User } from './tenant.ts';

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
