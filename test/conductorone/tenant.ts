import { ApiError } from './api-error.ts';

/** A person in the tenant. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
}

/** An app; settings as the API names them. */
export interface App {
  readonly id: string;
  readonly displayName: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ownerIds: readonly string[];
}

/** A policy; its type in the API's words. */
export interface Policy {
  readonly id: string;
  readonly displayName: string;
  readonly policyType: `POLICY_TYPE_${'CERTIFY' | 'GRANT' | 'REVOKE'}`;
}

/** What can be granted in an app, as a sync brought it; settings as the API names them. */
export interface Entitlement {
  readonly id: string;
  readonly appId: string;
  readonly slug: string;
  readonly displayName: string;
  readonly description: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Set where it is deleted. */
  readonly deletedAt?: string;
}

/** The template of an access review; settings as the API names them. */
export interface ReviewTemplate {
  readonly id: string;
  readonly ownerIds: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is reviewed. */
  readonly entitlementIds: readonly string[];
}

/** Where a connector's sync stands, in the API's words. */
export interface SyncStatus {
  readonly status:
    | 'SYNC_STATUS_UNSPECIFIED'
    | 'SYNC_STATUS_RUNNING'
    | 'SYNC_STATUS_DONE'
    | 'SYNC_STATUS_ERROR'
    | 'SYNC_STATUS_DISABLED';
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly updatedAt?: string;
  readonly lastError?: string;
}

/** A connector of an app. */
export interface Connector {
  readonly id: string;
  readonly appId: string;
  readonly catalogId: string;
  readonly displayName: string;
  readonly userIds: readonly string[];
  /** Settings as text, by key. */
  readonly config: Readonly<Record<string, string>>;
  readonly delegated: boolean;
  /** None before its first sync; to set it, put a changed copy of the connector into the map. */
  readonly status?: SyncStatus;
  /** Set where it is deleted. */
  readonly deletedAt?: string;
}

/** A credential of a self-hosted connector; revoked ones stay. */
export interface Credential {
  readonly id: string;
  readonly appId: string;
  readonly connectorId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly revoked: boolean;
}

/** What a ConductorOne tenant holds, as far as connectors go. */
export class Tenant {
  readonly users = new Map<string, User>();
  readonly apps = new Map<string, App>();
  readonly policies = new Map<string, Policy>();
  readonly entitlements = new Map<string, Entitlement>();
  readonly reviewTemplates = new Map<string, ReviewTemplate>();
  /** Risk levels: their names by id. */
  readonly riskLevels = new Map<string, string>();
  readonly connectors = new Map<string, Connector>();
  readonly credentials = new Map<string, Credential>();
  /** Where connectors find ConductorOne: their credentials say so. */
  connectorHost = 'acme.conductor.one';
  /** The user that API calls are made by: a connector's owner unless others are named. */
  readonly caller: User;
  readonly #deletedConnectors = new Map<string, Connector>();
  #count = 0;

  constructor() {
    this.caller = this.addUser('terraform@acme.com');
  }

  addUser(email: string, displayName = email): User {
    const user = { id: this.newId('user'), email, displayName };
    this.users.set(user.id, user);
    return user;
  }

  addApp(displayName: string, settings: Readonly<Record<string, unknown>> = {}): App {
    const app = { id: this.newId('app'), displayName, settings, ownerIds: [this.caller.id] };
    this.apps.set(app.id, app);
    return app;
  }

  addPolicy(displayName: string, kind: 'CERTIFY' | 'GRANT' | 'REVOKE'): Policy {
    const policy = { id: this.newId('policy'), displayName, policyType: `POLICY_TYPE_${kind}` } as const;
    this.policies.set(policy.id, policy);
    return policy;
  }

  addRiskLevel(value: string): string {
    const id = this.newId('risk');
    this.riskLevels.set(id, value);
    return id;
  }

  /** What a sync of a space brings: an entitlement for each of the slugs. */
  addSpace(appId: string, name: string, slugs: readonly string[]): readonly Entitlement[] {
    return slugs.map((slug) => {
      const entitlement = {
        id: this.newId('entitlement'),
        appId,
        slug,
        displayName: `Can ${slug} ${name}`,
        description: `Has permission to ${slug.replace('-', ' ')} the ${name} space in Confluence`,
        settings: {},
      };
      this.entitlements.set(entitlement.id, entitlement);
      return entitlement;
    });
  }

  /** Deletes what a sync does not find any more: it can still be read. */
  deleteEntitlement(id: string): void {
    const entitlement = found(this.entitlements.get(id), 'app entitlement');
    this.entitlements.set(id, { ...entitlement, deletedAt: '2026-02-03T04:05:06Z' });
  }

  /** Deletes an app with its connectors. @throws ApiError 404 */
  deleteApp(id: string | undefined): void {
    const app = this.app(id);
    for (const connector of this.connectors.values())
      if (connector.appId === app.id) this.deleteConnector(app.id, connector.id);
    this.apps.delete(app.id);
  }

  /** Deletes a connector and revokes its credentials. @throws ApiError 404 */
  deleteConnector(appId: string | undefined, id: string | undefined): void {
    const connector = this.connector(appId, id);
    this.connectors.delete(connector.id);
    this.#deletedConnectors.set(connector.id, { ...connector, deletedAt: '2026-02-03T04:05:06Z' });
    for (const credential of this.credentials.values())
      if (credential.connectorId === connector.id)
        this.credentials.set(credential.id, { ...credential, revoked: true });
  }

  /** Gives an app other owners. @throws ApiError 404, or 400 where one of them is nobody */
  setOwners(appId: string | undefined, ownerIds: readonly string[]): void {
    this.apps.set(appId ?? '', { ...this.app(appId), ownerIds: this.known(ownerIds) });
  }

  /** The user ids themselves. @throws ApiError 400 where one of them is nobody's */
  known(userIds: readonly string[]): readonly string[] {
    const stranger = userIds.find((id) => !this.users.has(id));
    if (stranger !== undefined) throw new ApiError(400, `user ${stranger} not found`);
    return userIds;
  }

  /** An id that was not used before, in the shape of ConductorOne's. */
  newId(kind: string): string {
    this.#count += 1;
    return `2${kind}${String(this.#count).padStart(6, '0')}`;
  }

  /** @throws ApiError 404 */
  app(id: string | undefined): App {
    return found(this.apps.get(id ?? ''), 'app');
  }

  /** @throws ApiError 404 */
  reviewTemplate(id: string | undefined): ReviewTemplate {
    return found(this.reviewTemplates.get(id ?? ''), 'access review template');
  }

  /** @throws ApiError 404 also where it belongs to another app */
  entitlement(appId: string | undefined, id: string | undefined): Entitlement {
    const entitlement = this.entitlements.get(id ?? '');
    return found(entitlement?.appId === this.app(appId).id ? entitlement : undefined, 'app entitlement');
  }

  /** @throws ApiError 404 also where it belongs to another app */
  connector(appId: string | undefined, id: string | undefined): Connector {
    const connector = this.connectors.get(id ?? '');
    return found(connector?.appId === this.app(appId).id ? connector : undefined, 'connector');
  }

  /**
   * A connector that can be read: a deleted one still tells when that was, which is the one way in which the
   * provider notices it (of a 404 it only complains).
   * @throws ApiError 404
   */
  connectorOrDeleted(appId: string | undefined, id: string | undefined): Connector {
    const deleted = this.#deletedConnectors.get(id ?? '');
    return deleted && deleted.appId === appId ? deleted : this.connector(appId, id);
  }

  /** @throws ApiError 404 also where it is revoked */
  credential(appId: string | undefined, connectorId: string | undefined, id: string | undefined): Credential {
    const credential = this.credentials.get(id ?? '');
    const there = credential?.connectorId === this.connector(appId, connectorId).id && !credential.revoked;
    return found(there ? credential : undefined, 'connector credential');
  }
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new ApiError(404, `${what} not found`);
  return value;
}
