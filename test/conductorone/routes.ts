import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { App, Connector, Credential, Tenant } from './tenant.ts';

/** One call of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** @throws ApiError as the real one refuses */
  readonly answer: (tenant: Tenant, ids: Ids, body: unknown) => object;
}

type Ids = Readonly<Record<string, string>>;

/** The type of a connector's settings in `config`. */
const configType = 'type.googleapis.com/c1.api.app.v1.EnvConfig';

/** The catalog's entries that this stand-in knows, and the settings that each takes. */
const catalog: Readonly<Record<string, { readonly name: string; readonly settings: readonly string[] }>> = {
  '2jbvUoyvbdzgkgdZfGR7VFhS0SU': {
    name: 'Confluence v2',
    settings: ['domain-url', 'username', 'api-key', 'skip-personal-spaces'],
  },
};

const createdAt = '2026-01-02T03:04:05Z';
const none = z.strictObject({});
const policyIds = { certifyPolicyId: z.string(), grantPolicyId: z.string(), revokePolicyId: z.string() };
const identityMatching = z.enum([
  'APP_USER_IDENTITY_MATCHING_UNSPECIFIED',
  'APP_USER_IDENTITY_MATCHING_STRICT',
  'APP_USER_IDENTITY_MATCHING_DISPLAY_NAME',
  'APP_USER_IDENTITY_MATCHING_CUSTOM',
]);
const appSettings = z
  .strictObject({
    ...policyIds,
    annotations: z.record(z.string().regex(/^(?!c1\/)[A-Za-z][A-Za-z0-9._/-]{0,127}$/), z.string().max(256)),
    description: z.string().max(2048),
    identityMatching,
    instructions: z.string().max(2048),
    monthlyCostUsd: z.int().min(0),
    strictAccessEntitlementProvisioning: z.boolean(),
  })
  .partial();
const createApp = appSettings.extend({ displayName: z.string().min(1).max(256) });
const updateApp = z.strictObject({
  app: z.looseObject({ displayName: z.string().optional() }),
  updateMask: z.string(),
});
const searchApps = z
  .strictObject({
    displayName: z.string(),
    query: z.string(),
    appIds: z.array(z.string()),
    pageSize: z.int().max(100),
    pageToken: z.string(),
  })
  .partial();
const searchUsers = z
  .strictObject({ email: z.string(), query: z.string(), pageSize: z.int().max(100), pageToken: z.string() })
  .partial();
const config = z.strictObject({
  '@type': z.literal(configType),
  configuration: z.record(z.string(), z.strictObject({ stringValue: z.string() })),
});
const userIds = z.array(z.string()).default([]);
const createConnector = z.strictObject({ catalogId: z.string(), userIds, config });
const createDelegated = z.strictObject({ catalogId: z.string(), userIds, displayName: z.string() });
const updateConnector = z.strictObject({
  updateMask: z.string(),
  connector: z.strictObject({
    id: z.string(),
    appId: z.string(),
    catalogId: z.string(),
    displayName: z.string(),
    userIds,
    config: config.optional(),
  }),
});
const rotate = z.strictObject({ appId: z.string(), connectorId: z.string() });

const apps = '^/api/v1/apps';
const connectors = `${apps}/(?<app>[^/]+)/connectors`;
const route = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  path: new RegExp(`${path}$`),
  answer,
});

/** Every call that the provider makes; more particular paths first. */
export const routes: readonly Route[] = [
  route('POST', '^/api/v1/search/apps', (tenant, _, body) => {
    const { displayName, query } = read(searchApps, body);
    const wanted = (displayName ?? query ?? '').toLowerCase();
    // A search, not a look-up: it finds whatever contains the words.
    return {
      list: [...tenant.apps.values()]
        .filter((app) => app.displayName.toLowerCase().includes(wanted))
        .map(appView),
    };
  }),
  route('POST', '^/api/v1/search/users', (tenant, _, body) => {
    const { email, query } = read(searchUsers, body);
    const wanted = (email ?? query ?? '').toLowerCase();
    const hits = [...tenant.users.values()].filter((user) => user.email.toLowerCase().includes(wanted));
    return { list: hits.map((user) => ({ user: { ...user, createdAt, status: 'ENABLED' } })) };
  }),
  route('POST', `${apps}/connectors/credentials`, (tenant, _, body) => {
    const { appId, connectorId } = read(rotate, body);
    const connector = tenant.connector(appId, connectorId);
    const id = tenant.newId('cred');
    const credential: Credential = {
      id,
      appId,
      connectorId: connector.id,
      clientId: `connector-${id}@acme.conductor.one/ccc`,
      clientSecret: `secret-token:conductorone.com:v1:${randomBytes(32).toString('base64url')}`,
      revoked: false,
    };
    tenant.credentials.set(id, credential);
    return { credential: { ...credentialView(credential), clientSecret: credential.clientSecret } };
  }),
  route('GET', `${connectors}/(?<connector>[^/]+)/credentials/(?<id>[^/]+)`, (tenant, ids) => ({
    credential: credentialView(tenant.credential(ids['app'], ids['connector'], ids['id'])),
  })),
  route('POST', `${connectors}/(?<connector>[^/]+)/credentials/(?<id>[^/]+)`, (tenant, ids, body) => {
    read(none, body);
    const credential = tenant.credential(ids['app'], ids['connector'], ids['id']);
    tenant.credentials.set(credential.id, { ...credential, revoked: true });
    return {};
  }),
  route('POST', `${connectors}/create`, (tenant, ids, body) => {
    const request = read(createConnector, body);
    const settings = settingsOf(request.catalogId, request.config);
    return connectorResponse(
      newConnector(tenant, ids['app'], { ...request, config: settings, delegated: false }),
    );
  }),
  route('POST', connectors, (tenant, ids, body) => {
    const request = read(createDelegated, body);
    return connectorResponse(newConnector(tenant, ids['app'], { ...request, config: {}, delegated: true }));
  }),
  route('POST', `${connectors}/(?<connector>[^/]+)/delegated`, (tenant, ids, body) => {
    const { connector: wanted, updateMask } = read(updateConnector, body);
    return updated(tenant, tenant.connector(ids['app'], ids['connector']), wanted, updateMask);
  }),
  route('POST', `${connectors}/(?<connector>[^/]+)`, (tenant, ids, body) => {
    const { connector: wanted, updateMask } = read(updateConnector, body);
    return updated(tenant, tenant.connector(ids['app'], ids['connector']), wanted, updateMask);
  }),
  route('GET', `${connectors}/(?<connector>[^/]+)`, (tenant, ids) =>
    connectorResponse(tenant.connector(ids['app'], ids['connector'])),
  ),
  route('DELETE', `${connectors}/(?<connector>[^/]+)`, (tenant, ids, body) => {
    read(none, body);
    const { id } = tenant.connector(ids['app'], ids['connector']);
    tenant.connectors.delete(id);
    for (const credential of tenant.credentials.values()) {
      if (credential.connectorId === id)
        tenant.credentials.set(credential.id, { ...credential, revoked: true });
    }
    return {};
  }),
  route('POST', apps, (tenant, _, body) => {
    const { displayName, ...settings } = read(createApp, body);
    return { app: appView(tenant.addApp(displayName, settings)) };
  }),
  route('GET', `${apps}/(?<app>[^/]+)`, (tenant, ids) => ({ app: appView(tenant.app(ids['app'])) })),
  route('POST', `${apps}/(?<app>[^/]+)`, (tenant, ids, body) => {
    const { app: wanted, updateMask } = read(updateApp, body);
    const before = tenant.app(ids['app']);
    const fields = updateMask.split(',');
    const { displayName = before.displayName, ...settings } = Object.fromEntries(
      Object.entries(wanted).filter(([key]) => fields.includes(key)),
    ) as { displayName?: string };
    const after: App = { ...before, displayName, settings: { ...before.settings, ...settings } };
    tenant.apps.set(after.id, after);
    return { app: appView(after) };
  }),
  route('DELETE', `${apps}/(?<app>[^/]+)`, (tenant, ids, body) => {
    read(none, body);
    const { id } = tenant.app(ids['app']);
    tenant.apps.delete(id);
    for (const connector of tenant.connectors.values())
      if (connector.appId === id) tenant.connectors.delete(connector.id);
    return {};
  }),
];

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiError(400, `proto: invalid value for ${issue?.path.join('.') || 'body'}: ${issue?.message}`);
}

function settingsOf(
  catalogId: string,
  { configuration }: z.output<typeof config>,
): Readonly<Record<string, string>> {
  const known = catalog[catalogId]?.settings ?? [];
  const unknown = Object.keys(configuration).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new ApiError(400, `unknown configuration ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(configuration).map(([key, { stringValue }]) => [key, stringValue]),
  );
}

function newConnector(
  tenant: Tenant,
  appId: string | undefined,
  request: Pick<Connector, 'catalogId' | 'userIds' | 'config' | 'delegated'> & {
    readonly displayName?: string;
  },
): Connector {
  const owners = request.userIds.length > 0 ? request.userIds : [tenant.caller.id];
  const stranger = owners.find((id) => !tenant.users.has(id));
  if (stranger) throw new ApiError(400, `user ${stranger} not found`);
  const connector: Connector = {
    id: tenant.newId('conn'),
    appId: tenant.app(appId).id,
    catalogId: request.catalogId,
    displayName: request.displayName ?? catalog[request.catalogId]?.name ?? '',
    userIds: owners,
    config: request.config,
    delegated: request.delegated,
  };
  tenant.connectors.set(connector.id, connector);
  return connector;
}

function updated(
  tenant: Tenant,
  before: Connector,
  wanted: z.output<typeof updateConnector>['connector'],
  updateMask: string,
): object {
  const fields = updateMask.split(',');
  const after: Connector = {
    ...before,
    ...(fields.includes('displayName') && { displayName: wanted.displayName }),
    ...(fields.includes('userIds') && { userIds: wanted.userIds }),
    ...(fields.includes('config') &&
      wanted.config && { config: settingsOf(before.catalogId, wanted.config), delegated: false }),
  };
  tenant.connectors.set(after.id, after);
  return connectorResponse(after);
}

function appView({ id, displayName, settings }: App): object {
  // The gateway spells out every field, also where it is at its zero value.
  return {
    description: '',
    instructions: '',
    identityMatching: 'APP_USER_IDENTITY_MATCHING_STRICT',
    certifyPolicyId: '2policyCertify',
    grantPolicyId: '2policyGrant',
    revokePolicyId: '2policyRevoke',
    monthlyCostUsd: 0,
    strictAccessEntitlementProvisioning: false,
    annotations: {},
    ...settings,
    id,
    displayName,
    createdAt,
    updatedAt: createdAt,
    deletedAt: null,
  };
}

function connectorResponse({ config: settings, delegated: _, ...connector }: Connector): object {
  // Secrets are never told again.
  const visible = Object.entries(settings).filter(([key]) => key !== 'api-key');
  return {
    connectorView: {
      connector: {
        ...connector,
        createdAt,
        updatedAt: createdAt,
        deletedAt: null,
        config: {
          '@type': configType,
          configuration: Object.fromEntries(visible.map(([key, stringValue]) => [key, { stringValue }])),
        },
      },
    },
  };
}

/** A credential as it is read: its secret is told at creation only. */
function credentialView({ id, appId, connectorId, clientId }: Credential): object {
  return {
    id,
    appId,
    connectorId,
    clientId,
    displayName: 'Connector credential',
    clientSecret: '',
    createdAt,
    updatedAt: createdAt,
    deletedAt: null,
    expiresTime: null,
    lastUsedAt: null,
  };
}
