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
  readonly connectors = new Map<string, Connector>();
  readonly credentials = new Map<string, Credential>();
  /** The user that API calls are made by: a connector's owner unless others are named. */
  readonly caller: User;
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
    const app = { id: this.newId('app'), displayName, settings };
    this.apps.set(app.id, app);
    return app;
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

  /** @throws ApiError 404 also where it belongs to another app */
  connector(appId: string | undefined, id: string | undefined): Connector {
    const connector = this.connectors.get(id ?? '');
    return found(connector?.appId === this.app(appId).id ? connector : undefined, 'connector');
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
