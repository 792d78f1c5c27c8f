import { type AccessToken, CredentialsError } from '../../oauth/token.ts';

/** A token is replaced so long before it expires, or at half its life where that is less; in milliseconds. */
const ahead = 60_000;

/** The access token of the moment: asked for when it is first needed, and anew before it expires, once for all callers. */
export class AccessTokenCache {
  readonly #request: () => Promise<AccessToken>;
  readonly #now: () => number;
  #token: AccessToken | undefined;
  #renewal = 0;
  #pending: Promise<AccessToken> | undefined;

  /** @param now as the times of tokens, in milliseconds */
  constructor(request: () => Promise<AccessToken>, now: () => number = () => performance.now()) {
    this.#request = request;
    this.#now = now;
  }

  /**
   * The value of the `authorization` header.
   * @throws CredentialsError where they are refused; whatever else the request throws, once no token is left
   */
  async authorization(): Promise<string> {
    const held = this.#token;
    if (held && this.#now() < this.#renewal) return held.authorization;
    try {
      this.#pending ??= this.#renew().finally(() => {
        this.#pending = undefined;
      });
      return (await this.#pending).authorization;
    } catch (error) {
      // What is held is still good where only the answer to the renewal did not come.
      const usable = held === this.#token && held && this.#now() < held.expires;
      if (usable && !(error instanceof CredentialsError)) return held.authorization;
      throw error;
    }
  }

  /** Forgets a token that was refused, unless there is another one already. */
  drop(authorization: string): void {
    if (this.#token?.authorization === authorization) this.#token = undefined;
  }

  async #renew(): Promise<AccessToken> {
    const token = await this.#request();
    this.#renewal = token.expires - Math.min(ahead, (token.expires - this.#now()) / 2);
    this.#token = token;
    return token;
  }
}
