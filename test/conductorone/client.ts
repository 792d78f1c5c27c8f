import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Credentials } from './credentials.ts';

/** What goes with a call. */
export interface Call {
  /** Sent as JSON, unless it is text already. */
  readonly body?: unknown;
  /** The header; empty for none. @default the token of the login */
  readonly authorization?: string;
  readonly signal?: AbortSignal;
}

/** Parts of a client assertion and of the form that brings it, where they are not to be the right ones. */
export interface Login {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
  readonly key?: JWK;
  readonly form?: Readonly<Record<string, string>>;
}

/** A stand-in that can be logged in to. */
export interface Host {
  readonly url: string;
  /** The certificate authority to trust, as a PEM file. */
  readonly caFile: string;
  readonly credentials: Credentials;
}

/** A client of ConductorOne's API that owes nothing to the stand-in but its address. */
export class Client {
  /** The header that opens the API. */
  readonly bearer: string;
  readonly #conductorOne: Host;

  private constructor(conductorOne: Host, bearer: string) {
    this.#conductorOne = conductorOne;
    this.bearer = bearer;
  }

  /** A client that has logged in. */
  static async of(conductorOne: Host): Promise<Client> {
    const { body } = await new Client(conductorOne, '').logIn();
    return new Client(conductorOne, `Bearer ${body.access_token}`);
  }

  /** Calls the API. Rejects where no answer comes, never because of the answer. */
  async call(method: string, path: string, options: Call = {}) {
    const { authorization = this.bearer, signal } = options;
    const body = typeof options.body === 'object' ? JSON.stringify(options.body) : options.body;
    const content = typeof body === 'string' ? body : '';
    // `fetch` has no way to trust a certificate authority of one's own.
    const ca = await readFile(this.#conductorOne.caFile);
    const headers = {
      'content-length': Buffer.byteLength(content),
      ...(authorization !== '' && { authorization }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(
        `${this.#conductorOne.url}${path}`,
        { method, ca, headers, ...(signal && { signal }) },
        resolve,
      );
      sent.on('error', reject).end(content);
    });
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: JSON.parse(await text(response)),
    };
  }

  /** Asks for a token, rightly but for what is given. */
  async logIn({ issuer, audience, expires, key, form }: Login = {}) {
    const { clientId, clientSecret } = this.#conductorOne.credentials;
    const jwk = Buffer.from(clientSecret.split(':').at(-1) ?? '', 'base64url').toString('utf8');
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(issuer ?? clientId)
      .setSubject(clientId)
      .setAudience(audience ?? 'localhost')
      .setIssuedAt()
      .setNotBefore('-2 minutes')
      .setExpirationTime(expires ?? '2 minutes')
      .sign(await importJWK(key ?? JSON.parse(jwk), 'EdDSA'));
    const body = new URLSearchParams({
      client_id: clientId,
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...form,
    });
    return this.call('POST', '/auth/v1/token', { body: body.toString(), authorization: '' });
  }
}

/** A new app with a self-hosted connector and its credential, as paths of the API. */
export async function made(client: Client) {
  const app = await client.call('POST', '/api/v1/apps', { body: { displayName: 'Confluence' } });
  const appId: string = app.body.app.id;
  const connectors = `/api/v1/apps/${appId}/connectors`;
  const connector = await client.call('POST', connectors, { body: baton });
  const connectorId: string = connector.body.connectorView.connector.id;
  const rotated = await client.call('POST', '/api/v1/apps/connectors/credentials', {
    body: { appId, connectorId },
  });
  const credentialId: string = rotated.body.credential.id;
  return {
    appId,
    connectorId,
    credentialId,
    clientSecret: rotated.body.credential.clientSecret as string,
    app: `/api/v1/apps/${appId}`,
    connectors,
    connector: `${connectors}/${connectorId}`,
    credential: `${connectors}/${connectorId}/credentials/${credentialId}`,
  } as const;
}

/** What makes a self-hosted connector. */
export const baton = { catalogId: '2HErg7BRmNdHgX8sTCWVq4E1fyh', displayName: 'Baton' } as const;

/** What makes a cloud-hosted connector of these settings. */
export function confluence(configuration: Readonly<Record<string, object>>) {
  const config = { '@type': 'type.googleapis.com/c1.api.app.v1.EnvConfig', configuration };
  return { catalogId: '2jbvUoyvbdzgkgdZfGR7VFhS0SU', config } as const;
}
