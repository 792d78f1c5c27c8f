import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { jwtVerify } from 'jose';
import { ApiError } from './api-error.ts';

/** An API client of the tenant: its id and secret, and the tokens it was given. */
export class Credentials {
  /** `<name>@<host>/<suffix>` */
  readonly clientId: string;
  /** Four parts, the last a base64url JWK with an Ed25519 private key. */
  readonly clientSecret: string;
  /** How long a new token is valid. */
  lifeSeconds = 3600;
  readonly #publicKey: KeyObject;
  readonly #host: string;
  /** When each token's life is over, in milliseconds since 1970. */
  readonly #tokens = new Map<string, number>();

  /** Those that were generated elsewhere. */
  constructor(clientId: string, clientSecret: string) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.#host = clientId.replace(/^.*@|\/.*$/g, '');
    const key = JSON.parse(Buffer.from(clientSecret.split(':')[3] ?? '', 'base64url').toString('utf8'));
    this.#publicKey = createPublicKey({ key, format: 'jwk' });
  }

  /** @param host with its port, if any @param name what the client calls itself */
  static generate(host: string, name = 'terraform'): Credentials {
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const encoded = Buffer.from(JSON.stringify(key)).toString('base64url');
    return new Credentials(`${name}@${host}/spc`, `secret-token:conductorone.com:v1:${encoded}`);
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
      await jwtVerify(form.get('client_assertion') ?? '', this.#publicKey, {
        issuer: this.clientId,
        subject: this.clientId,
        audience: this.#host.replace(/:\d+$/, ''),
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
