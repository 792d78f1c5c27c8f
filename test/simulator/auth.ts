import { ApiError } from './api-error.ts';
import { Random } from './random.ts';

/** Which address a request came to: the site's own, or Atlassian's gateway. */
export type Door = 'site' | 'gateway';

/** The one account that can log in, by user name and API token, and its tokens of both kinds. */
export class Auth {
  readonly #random: Random;
  #tokens: { readonly classic: string; readonly scoped: string };
  /** An e-mail address. */
  readonly username: string;
  /** Whether the tokens are revoked or have expired, or the account is deactivated: it looks the same. */
  revoked = false;

  constructor(seed: number, username: string) {
    this.#random = new Random(`${seed} tokens`);
    this.username = username;
    this.#tokens = this.#newTokens();
  }

  /** Works on the site only. */
  get token(): string {
    return this.#tokens.classic;
  }

  /** Works on the gateway only. */
  get scopedToken(): string {
    return this.#tokens.scoped;
  }

  /** Makes new tokens; the old ones are revoked. */
  rotate(): void {
    this.#tokens = this.#newTokens();
  }

  #newTokens() {
    const classic = `simulator-classic-${this.#random.hex(24)}`;
    return { classic, scoped: `simulator-scoped-${this.#random.hex(24)}` };
  }

  /**
   * Who sends these credentials. To the site, whoever it does not know is anonymous.
   * @throws ApiError 401
   */
  identify(authorization: string | undefined, door: Door): 'caller' | 'anonymous' {
    const [username, token] = decoded(authorization);
    const right = door === 'site' ? this.token : this.scopedToken;
    if (username === this.username && token === right && !this.revoked) return 'caller';
    if (door === 'site' && username !== this.username) return 'anonymous';
    throw refusal(door);
  }
}

/** What a token answers that is wrong, expired, revoked or of the other kind. */
export function refusal(door: Door): ApiError {
  // The gateway answers itself; on the site, the servlet container does.
  if (door === 'gateway') {
    return new ApiError(401, 'Unauthorized', { body: { code: 401, message: 'Unauthorized' } });
  }
  return new ApiError(401, 'Unauthorized', {
    headers: { 'www-authenticate': 'OAuth realm="https%3A%2F%2Facme.atlassian.net%2Fwiki"' },
    body: unauthorizedPage,
  });
}

/** What the gateway answers where the token lacks the scope of an endpoint. */
export function missingScope(): ApiError {
  return new ApiError(401, 'Unauthorized', {
    headers: { 'x-failure-category': 'FAILURE_CLIENT_SCOPE_CHECK' },
    body: { code: 401, message: 'Unauthorized; scope does not match' },
  });
}

const unauthorizedPage =
  '<!doctype html><html lang="en"><head><title>HTTP Status 401 – Unauthorized</title></head><body>' +
  '<h1>HTTP Status 401 – Unauthorized</h1><p><b>Message</b> Basic Authentication Failure - Reason : ' +
  'AUTHENTICATED_FAILED</p></body></html>';

/** User name and token, where the header holds both. */
function decoded(authorization: string | undefined): readonly [string?, string?] {
  const [, base64] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  if (base64 === undefined) return [];
  const [, username, token] = /^([^:]*):(.*)$/s.exec(Buffer.from(base64, 'base64').toString('utf8')) ?? [];
  return [username, token];
}
