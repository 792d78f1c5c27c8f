import type { z } from 'zod';
import { ApiError } from './api-error.ts';
import { Credentials } from './credentials.ts';
import { page } from './paging.ts';
import { type ConfigInput, read, schema } from './schema.ts';
import type { App, Connector, Credential, Tenant } from './tenant.ts';
import {
  appView,
  connectorView,
  credentialView,
  entitlementView,
  policyView,
  reviewedView,
  reviewTemplateView,
  userView,
} from './views.ts';

/** One call of the API. */
export interface Route {
  readonly method: Method;
  readonly path: RegExp;
  /**
   * @param input the body or, where it is a GET, the query
   * @throws ApiError as the real one refuses
   */
  readonly answer: (tenant: Tenant, ids: Ids, input: unknown) => object;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Ids = Readonly<Record<string, string>>;

/** The catalog's entries that this stand-in knows, and the settings that each takes. */
const catalog: Readonly<Record<string, { readonly name: string; readonly settings: readonly string[] }>> = {
  '2jbvUoyvbdzgkgdZfGR7VFhS0SU': {
    name: 'Confluence v2',
    settings: ['domain-url', 'username', 'api-key', 'skip-personal-spaces'],
  },
  '2HErg7BRmNdHgX8sTCWVq4E1fyh': { name: 'Baton', settings: [] },
};

const apps = '/api/v1/apps';
const app = `${apps}/(?<app>[^/]+)`;
const connectors = `${app}/connectors`;
const connector = `${connectors}/(?<connector>[^/]+)`;
const credential = `${connector}/credentials/(?<credential>[^/]+)`;

const route = <Schema extends z.ZodType>(
  method: Method,
  path: string,
  expected: Schema,
  answer: (tenant: Tenant, ids: Ids, input: z.output<Schema>) => object,
): Route => ({
  method,
  path: new RegExp(`^${path}$`),
  answer: (tenant, ids, input) => answer(tenant, ids, read(expected, input)),
});

const searches = [
  route('POST', '/api/v1/search/apps', schema.searchApps, (tenant, _, wanted) => {
    const { displayName = '', query = '', appIds, excludeAppIds = [] } = wanted;
    // A search, not a look-up: it finds whatever contains the words.
    const hits = [...tenant.apps.values()].filter(
      ({ id, ...found }) =>
        contains(found.displayName, displayName) &&
        contains(`${found.displayName} ${found.settings['description'] ?? ''}`, query) &&
        (appIds?.includes(id) ?? true) &&
        !excludeAppIds.includes(id),
    );
    return page(hits.map(appView), wanted);
  }),
  route('POST', '/api/v1/search/users', schema.searchUsers, (tenant, _, wanted) => {
    const { email, query = '' } = wanted;
    // The specification calls the e-mail address an exact match, and the query a fuzzy one.
    const hits = [...tenant.users.values()].filter(
      (user) =>
        (email === undefined || user.email.toLowerCase() === email.toLowerCase()) &&
        contains(`${user.displayName} ${user.email}`, query),
    );
    return { ...page(hits.map(userView), wanted), expanded: [] };
  }),
  route('POST', '/api/v1/search/policies', schema.searchPolicies, (tenant, _, wanted) => {
    const { displayName = '', policyTypes = [] } = wanted;
    const hits = [...tenant.policies.values()].filter(
      (policy) =>
        contains(policy.displayName, displayName) &&
        (policyTypes.length === 0 || policyTypes.includes(policy.policyType)),
    );
    // What is closest comes first.
    const closest = hits.toSorted((a, b) => a.displayName.length - b.displayName.length);
    return page(closest.map(policyView), wanted);
  }),
  route('POST', '/api/v1/search/entitlements', schema.searchEntitlements, (tenant, _, wanted) => {
    const { appIds, query = '' } = wanted;
    const hits = [...tenant.entitlements.values()].filter(
      ({ appId, displayName, description, deletedAt }) =>
        !deletedAt &&
        (appIds?.includes(appId) ?? true) &&
        // Fuzzy: one of the words is enough.
        query.split(/\W/).some((word) => contains(`${displayName} ${description}`, word)),
    );
    return { ...page(hits.map(entitlementView), wanted), expanded: [], facets: null };
  }),
];

const ownerCalls = [
  // In an order of its own: nobody says that it keeps the one in which it was told them.
  route('GET', `${app}/ownerids`, schema.none, (tenant, ids) => ({
    userIds: tenant.app(ids['app']).ownerIds.toReversed(),
  })),
  route('PUT', `${app}/owners`, schema.owners, (tenant, ids, { userIds }) => {
    tenant.setOwners(ids['app'], userIds);
    return {};
  }),
  route('DELETE', `${app}/owners`, schema.owners, (tenant, ids, { userIds }) => {
    const { ownerIds } = tenant.app(ids['app']);
    tenant.setOwners(
      ids['app'],
      ownerIds.filter((id) => !userIds.includes(id)),
    );
    return {};
  }),
];

const appCalls = [
  route('POST', apps, schema.createApp, (tenant, _, { displayName, ...settings }) => ({
    app: appView(tenant.addApp(displayName, settings)),
  })),
  route('GET', app, schema.none, (tenant, ids) => ({ app: appView(tenant.app(ids['app'])) })),
  route('POST', app, schema.updateApp, (tenant, ids, { app: wanted, updateMask }) => {
    const before = tenant.app(ids['app']);
    const { displayName = before.displayName, ...settings }: typeof wanted = Object.fromEntries(
      Object.entries(wanted).filter(([key]) => updateMask?.some((field) => field === key) ?? true),
    );
    const after: App = { ...before, displayName, settings: { ...before.settings, ...settings } };
    tenant.apps.set(after.id, after);
    return { app: appView(after) };
  }),
  route('DELETE', app, schema.none, (tenant, ids) => {
    tenant.deleteApp(ids['app']);
    return {};
  }),
];

const entitlementCalls = [
  route('GET', `${app}/entitlements/(?<entitlement>[^/]+)`, schema.none, (tenant, ids) => ({
    appEntitlementView: entitlementView(tenant.entitlement(ids['app'], ids['entitlement'])),
    expanded: [],
  })),
  // The provider sends no mask here: then whatever is given counts.
  route(
    'POST',
    `${app}/entitlements/(?<entitlement>[^/]+)`,
    schema.updateEntitlement,
    (tenant, ids, { entitlement }) => {
      const before = tenant.entitlement(ids['app'], ids['entitlement']);
      const { slug = before.slug, displayName = before.displayName, ...given } = entitlement;
      const { appId: _, description = before.description, ...changes } = given;
      const { durationGrant, durationUnset, ...others } = { ...before.settings, ...changes };
      const after = {
        ...before,
        slug,
        displayName,
        description,
        settings: {
          ...others,
          ...(durationGrant !== undefined && !changes.durationUnset && { durationGrant }),
        },
      };
      tenant.entitlements.set(after.id, after);
      return { appEntitlementView: entitlementView(after), expanded: [] };
    },
  ),
  route('GET', '/api/v1/attributes/risk_levels', schema.list, (tenant, _, { page_size, page_token }) => {
    const list = Array.from(tenant.riskLevels, ([id, value]) => ({
      id,
      value,
      attributeTypeId: '2riskType',
      createdAt: null,
      updatedAt: null,
      deletedAt: null,
    }));
    return page(list, { pageSize: page_size, pageToken: page_token });
  }),
];

const templates = '/api/v1/access_review_template';
const template = `${templates}/(?<template>[^/]+)`;
const appOf = (tenant: Tenant) => (id: string) => tenant.entitlements.get(id)?.appId ?? '';

const reviewCalls = [
  route('POST', templates, schema.createReview, (tenant, _, { ownerIds, ...settings }) => {
    const id = tenant.newId('review');
    const made = { id, ownerIds: tenant.known(ownerIds), settings, entitlementIds: [] };
    tenant.reviewTemplates.set(id, made);
    return reviewTemplateView(made);
  }),
  route('GET', `${template}/scope_and_entitlements`, schema.none, (tenant, ids) =>
    reviewedView(tenant.reviewTemplate(ids['template']), appOf(tenant)),
  ),
  route(
    'POST',
    `${template}/scope_and_entitlements`,
    schema.setReviewed,
    (tenant, ids, { scope, entitlements }) => {
      const before = tenant.reviewTemplate(ids['template']);
      const entitlementIds = entitlements.map(
        ({ appId, appEntitlementId }) => tenant.entitlement(appId, appEntitlementId).id,
      );
      const after = { ...before, entitlementIds, settings: { ...before.settings, scope: scope ?? null } };
      tenant.reviewTemplates.set(after.id, after);
      return reviewedView(after, appOf(tenant));
    },
  ),
  route('GET', template, schema.none, (tenant, ids) =>
    reviewTemplateView(tenant.reviewTemplate(ids['template'])),
  ),
  route('POST', template, schema.updateReview, (tenant, ids, { accessReviewTemplate, updateMask }) => {
    const before = tenant.reviewTemplate(ids['template']);
    const given = Object.entries(accessReviewTemplate).filter(([key]) => updateMask.includes(key));
    const after = { ...before, settings: { ...before.settings, ...Object.fromEntries(given) } };
    tenant.reviewTemplates.set(after.id, after);
    return reviewTemplateView(after);
  }),
  route('DELETE', template, schema.none, (tenant, ids) => {
    tenant.reviewTemplates.delete(tenant.reviewTemplate(ids['template']).id);
    return {};
  }),
];

const connectorCalls = [
  route('GET', connectors, schema.list, (tenant, ids, { page_size, page_token }) => {
    const { id } = tenant.app(ids['app']);
    const list = [...tenant.connectors.values()].filter(({ appId }) => appId === id).map(connectorView);
    return { ...page(list, { pageSize: page_size, pageToken: page_token }), expanded: [] };
  }),
  route('POST', `${connectors}/create`, schema.createConnector, (tenant, ids, request) => {
    const config = settingsOf(request.catalogId, request.config);
    return connectorResponse(newConnector(tenant, ids['app'], { ...request, config, delegated: false }));
  }),
  route('POST', connectors, schema.createDelegated, (tenant, ids, request) =>
    connectorResponse(newConnector(tenant, ids['app'], { ...request, config: {}, delegated: true })),
  ),
  route('POST', `${connector}/delegated`, schema.updateDelegated, (tenant, ids, request) =>
    updated(tenant, ids, request.connector, request.updateMask),
  ),
  route('POST', connector, schema.updateConnector, (tenant, ids, request) =>
    updated(tenant, ids, request.connector, request.updateMask),
  ),
  route('GET', connector, schema.none, (tenant, ids) =>
    connectorResponse(tenant.connectorOrDeleted(ids['app'], ids['connector'])),
  ),
  route('DELETE', connector, schema.none, (tenant, ids) => {
    tenant.deleteConnector(ids['app'], ids['connector']);
    return {};
  }),
];

const credentialCalls = [
  route('POST', `${apps}/connectors/credentials`, schema.rotate, (tenant, _, { appId, connectorId }) => {
    const id = tenant.newId('cred');
    const { clientId, clientSecret } = Credentials.generate(tenant.connectorHost, `connector-${id}`);
    const made: Credential = {
      id,
      appId,
      connectorId: tenant.connector(appId, connectorId).id,
      clientId,
      clientSecret,
      revoked: false,
    };
    tenant.credentials.set(id, made);
    return { credential: { ...credentialView(made), clientSecret: made.clientSecret } };
  }),
  route('GET', credential, schema.none, (tenant, ids) => ({
    credential: credentialView(tenant.credential(ids['app'], ids['connector'], ids['credential'])),
  })),
  route('POST', credential, schema.none, (tenant, ids) => {
    const found = tenant.credential(ids['app'], ids['connector'], ids['credential']);
    tenant.credentials.set(found.id, { ...found, revoked: true });
    return {};
  }),
];

/** Every call that the provider makes, and the list of connectors; more particular paths first. */
export const routes: readonly Route[] = [
  ...searches,
  ...entitlementCalls,
  ...reviewCalls,
  ...credentialCalls,
  ...connectorCalls,
  ...ownerCalls,
  ...appCalls,
];

function contains(text: string, words: string): boolean {
  return text.toLowerCase().includes(words.toLowerCase());
}

function connectorResponse(found: Connector): object {
  return { connectorView: connectorView(found), expanded: [] };
}

function settingsOf(catalogId: string, { configuration }: ConfigInput): Readonly<Record<string, string>> {
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
  const { catalogId, userIds, config, delegated } = request;
  const name = catalog[catalogId]?.name;
  if (!name) throw new ApiError(400, `catalog entry ${catalogId} not found`);
  const made: Connector = {
    id: tenant.newId('conn'),
    appId: tenant.app(appId).id,
    catalogId,
    displayName: request.displayName ?? name,
    userIds: userIds.length > 0 ? tenant.known(userIds) : [tenant.caller.id],
    config,
    delegated,
  };
  tenant.connectors.set(made.id, made);
  return made;
}

function updated(
  tenant: Tenant,
  ids: Ids,
  wanted: z.output<typeof schema.updateConnector>['connector'],
  fields: readonly string[],
): object {
  const before = tenant.connector(ids['app'], ids['connector']);
  const after: Connector = {
    ...before,
    ...(fields.includes('displayName') && { displayName: wanted.displayName }),
    ...(fields.includes('userIds') && { userIds: tenant.known(wanted.userIds) }),
    ...(fields.includes('config') &&
      wanted.config && { config: settingsOf(before.catalogId, wanted.config), delegated: false }),
  };
  tenant.connectors.set(after.id, after);
  return connectorResponse(after);
}
