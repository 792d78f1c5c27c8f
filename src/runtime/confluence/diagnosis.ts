import type { Client } from './client.ts';
import { currentUser } from './current-user.ts';
import { ConfluenceError, type Failure } from './error.ts';
import { rightsRemedy, scopesRemedy } from './error-response.ts';

/** Failures that never concern one call only. */
const ofAll: readonly Failure[] = ['limited', 'untrusted', 'stopped'];

/** How long an answer to who has logged in counts, in milliseconds. */
const memory = 10_000;

/** Tells failures of one thing from those that concern all: credentials, the host, a licence. */
export class Diagnosis {
  readonly #client: Client;
  #check: { readonly at: number; readonly done: Promise<unknown> } | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * The failure of a call, if it concerns nothing else: Confluence still knows who has logged in.
   * @returns the failure; after a good login, a 401 is about rights
   * @throws what concerns all, or is no failure of a call
   */
  async ofOne(error: unknown): Promise<ConfluenceError> {
    if (!(error instanceof ConfluenceError) || ofAll.includes(error.failure)) throw error;
    await this.#stillLoggedIn();
    if (error.failure !== 'credentials') return error;
    const { fact, status } = error;
    const remedy = error.remedy === scopesRemedy ? scopesRemedy : rightsRemedy;
    return new ConfluenceError('forbidden', fact, { remedy, status, cause: error });
  }

  async #stillLoggedIn(): Promise<void> {
    const now = performance.now();
    if (!this.#check || now - this.#check.at > memory) {
      this.#check = { at: now, done: currentUser(this.#client) };
    }
    await this.#check.done;
  }
}
