import { randomBytes } from 'node:crypto';
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose';
import { fetch } from 'undici';
import * as z from 'zod';
import { poolThrough } from '../network/pool.ts';

/** An API client of ConductorOne, ready to sign. */
export interface OAuthClient {
  /** `<name>@<tenant host>/<suffix>` */
  readonly id: string;
  readonly key: CryptoKey;
}

/** An access token. */
export interface AccessToken {
  /** The value of the `authorization` header. */
  readonly authorization: string;
  /** In milliseconds, as performance.now() counts them. */
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
export async function readClient(id: string, secret: string): Promise<OAuthClient> {
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

/** What is not as usual. */
export interface RequestOptions {
  /** The host that the assertion is meant for. @default that which is asked */
  readonly audience?: string;
  /** What lets requests through. @default nothing needs to */
  readonly proxy?: URL | undefined;
  /** Ends the request. @default nothing does, but 30 seconds without an answer */
  readonly signal?: AbortSignal;
}

const tokenResponse = z.object({
  access_token: z.string().min(1),
  token_type: z.string().default(''),
  /** Seconds. */
  expires_in: z.number().positive(),
});

/**
 * Logs in by a client assertion (RFC 7523).
 * @param host the tenant's, with its port where it has one
 * @throws CredentialsError where ConductorOne refuses them; Error, of fetch or with the host's name, where no token
 * comes for any other reason
 */
export async function requestToken(
  { id, key }: OAuthClient,
  host: string,
  { audience = host, proxy, signal }: RequestOptions = {},
): Promise<AccessToken> {
  const now = Math.floor(Date.now() / 1000);
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'EdDSA', nonce: randomBytes(16).toString('base64url') })
    .setIssuer(id)
    .setSubject(id)
    // The audience never has a port.
    .setAudience(audience.replace(/:\d+$/, ''))
    .setIssuedAt(now)
    .setNotBefore(now - 120)
    .setExpirationTime(now + 120)
    .sign(key);
  const { status, text } = await post(
    `https://${host}/auth/v1/token`,
    new URLSearchParams({
      client_id: id,
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
    { proxy, signal: AbortSignal.any([AbortSignal.timeout(30_000), ...(signal ? [signal] : [])]) },
  );
  if (status >= 400 && status < 500 && status !== 429) {
    throw new CredentialsError(`${host} refuses the credentials of ${id} (HTTP ${status})`);
  }
  if (status < 200 || status >= 300) throw new Error(`${host} answers ${status} to a login`);
  const { success, data } = tokenResponse.safeParse(json(text));
  if (!success) throw new Error(`${host} answers a login with something that is no token`);
  const type = /^(?:bearer)?$/i.test(data.token_type) ? 'Bearer' : data.token_type;
  return {
    authorization: `${type} ${data.access_token}`,
    expires: performance.now() + data.expires_in * 1000,
  };
}

/** Sends a form. A login is rare, so its connection is not kept. */
async function post(
  url: string,
  body: URLSearchParams,
  { proxy, signal }: { readonly proxy: URL | undefined; readonly signal: AbortSignal },
): Promise<{ readonly status: number; readonly text: string }> {
  const dispatcher = poolThrough(() => proxy);
  try {
    // What is sent is meant for one host.
    const response = await fetch(url, { method: 'POST', redirect: 'manual', body, signal, dispatcher });
    return { status: response.status, text: await response.text() };
  } finally {
    await dispatcher.destroy();
  }
}

/** Undefined for what is no JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
