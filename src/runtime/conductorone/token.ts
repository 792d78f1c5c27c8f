import { randomBytes } from 'node:crypto';
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose';

/** An API client of ConductorOne, ready to sign. */
export interface Client {
  /** `<name>@<tenant host>/<suffix>` */
  readonly id: string;
  readonly key: CryptoKey;
}

/** An access token. */
export interface Token {
  /** The value of the `authorization` header. */
  readonly authorization: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Credentials in the wrong shape, or refused. The message never holds the secret. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/**
 * Reads a client's credentials.
 * @param secret four parts between colons: the third `v1`, the fourth an Ed25519 private key as a base64url JWK
 * @throws CredentialsError saying which of the two is wrong
 */
export async function readClient(id: string, secret: string): Promise<Client> {
  if (!/^[^@/\s]+@[^@/\s]+\/\S+$/.test(id)) {
    throw new CredentialsError('the client id must look like <name>@<tenant>.conductor.one/<suffix>');
  }
  const [, , version, encoded, ...rest] = secret.split(':');
  try {
    if (version !== 'v1' || !encoded || rest.length > 0) throw new TypeError('not four parts');
    const jwk = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as JWK;
    const key = await importJWK(jwk, 'EdDSA');
    if (key instanceof Uint8Array || key.type !== 'private') throw new TypeError('not a private key');
    return { id, key };
  } catch {
    throw new CredentialsError('the client secret is not one of ConductorOne’s, or is cut off');
  }
}

/**
 * Logs in by a client assertion (RFC 7523).
 * @param host the tenant's, with its port where it has one
 * @throws CredentialsError where ConductorOne refuses them; whatever fetch throws where it cannot be reached
 */
export async function requestToken({ id, key }: Client, host: string): Promise<Token> {
  const now = Math.floor(Date.now() / 1000);
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'EdDSA', nonce: randomBytes(16).toString('base64url') })
    .setIssuer(id)
    .setSubject(id)
    // The audience never has a port.
    .setAudience(host.replace(/:\d+$/, ''))
    .setIssuedAt(now)
    .setNotBefore(now - 120)
    .setExpirationTime(now + 120)
    .sign(key);
  const response = await fetch(`https://${host}/auth/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: id,
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new CredentialsError(`${host} refuses the credentials of ${id} (HTTP ${response.status})`);
  }
  const token = (await response.json()) as TokenResponse;
  return {
    authorization: `${token.token_type} ${token.access_token}`,
    expires: Date.now() + token.expires_in * 1000,
  };
}

interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  /** Seconds. */
  readonly expires_in: number;
}
