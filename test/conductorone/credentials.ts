import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { jwtVerify } from 'jose';
import { ApiError } from './api-error.ts';

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly host: string;
  readonly publicKey: KeyObject;
}

/** An API client of the tenant: its id and secret, and the tokens it was given. */
export class Credentials {
  /** How long a new token is valid. */
  lifeSeconds = 3600;
  #client: Client;
  /** When each token's life is over, in milliseconds since 1970. */
  readonly #tokens = new Map<string, number>();

  /** Those that were generated elsewhere. */
  constructor(clientId: string, clientSecret: string) {
    this.#client = clientOf(clientId, clientSecret);
  }

  /** @param host with its port, if any @param name what the client calls itself */
  static generate(host: string, name = 'terraform'): Credentials {
    return new Credentials(`${name}@${host}/spc`, newSecret());
  }

  /** `<name>@<host>/<suffix>` */
  get clientId(): string {
    return this.#client.id;
  }

  /** Four parts, the last a base64url JWK with an Ed25519 private key. */
  get clientSecret(): string {
    return this.#client.secret;
  }

  /** Puts another client in the place of this one, as a rotation does: the old one and its tokens are refused. */
  rotate(name: string): void {
    this.#client = clientOf(this.clientId.replace(/^[^@]*/, name), newSecret());
    this.expireTokens();
  }

  /** Exchanges a client assertion for an access token. @throws ApiError 400 or 401 as OAuth says */
  async token(form: URLSearchParams) {
    const expected = {
      client_id: this.clientId,
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    for (const [key, value] of Object.entries(expected)) {
      if (form.get(key) !== value) throw new ApiError(400, `invalid_request: ${key}`);
    }
    try {
      await jwtVerify(form.get('client_assertion') ?? '', this.#client.publicKey, {
        issuer: this.clientId,
        subject: this.clientId,
        audience: this.#client.host.replace(/:\d+$/, ''),
        requiredClaims: ['exp', 'nbf', 'iat'],
      });
    } catch {
      throw new ApiError(401, 'invalid_client');
    }
    const token = randomBytes(16).toString('hex');
    this.#tokens.set(token, Date.now() + this.lifeSeconds * 1000);
    return { access_token: token, token_type: 'Bearer', expires_in: this.lifeSeconds };
  }

  /** Makes every token invalid that is out. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** @throws ApiError 401 where the header holds no token of ours, or one whose life is over */
  check(authorization: string | undefined): void {
    const [, token = ''] = /^Bearer (.+)$/.exec(authorization ?? '') ?? [];
    if ((this.#tokens.get(token) ?? 0) <= Date.now()) throw new ApiError(401, 'Unauthenticated');
  }
}

function clientOf(id: string, secret: string): Client {
  const key = JSON.parse(Buffer.from(secret.split(':')[3] ?? '', 'base64url').toString('utf8'));
  const host = id.replace(/^.*@|\/.*$/g, '');
  return { id, secret, host, publicKey: createPublicKey({ key, format: 'jwk' }) };
}

function newSecret(): string {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return `secret-token:conductorone.com:v1:${Buffer.from(JSON.stringify(key)).toString('base64url')}`;
}
