import type { Client } from 'confluence.js/core';
import { z } from 'zod';
import type { Account } from './model.ts';

/** An account, the way the endpoints tell of it. */
export interface SeenUser {
  readonly accountId?: string | null | undefined;
  readonly accountType?: string | undefined;
  readonly displayName?: string | null | undefined;
  readonly publicName?: string | undefined;
  readonly email?: string | null | undefined;
  readonly operations?: readonly unknown[] | null | undefined;
}

/** What an account is, as far as it matters here. */
export type Kind = 'person' | 'bot' | 'customer' | 'other' | 'unknown';

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['atlassian', 'person'],
  ['app', 'bot'],
  ['customer', 'customer'],
]);

/** The most accounts that one call can look up. */
export const lookUpLimit = 100;

const user = z.object({
  accountId: z.string(),
  accountType: z.string(),
  displayName: z.string().nullish(),
  publicName: z.string().optional(),
  email: z.string().nullish(),
  operations: z.array(z.unknown()).nullish(),
});
const bulkAnswer = z.object({ results: z.array(user) });

/** The accounts of a site: each is handed on once, whichever endpoint tells of it first. */
export class People {
  readonly #client: Client;
  readonly #emit: (accounts: readonly Account[]) => void;
  readonly #kinds = new Map<string, Kind>();
  readonly #lookUps = new Map<string, Promise<void>>();
  readonly #counts = new Map<Kind, number>();

  constructor(client: Client, emit: (accounts: readonly Account[]) => void) {
    this.#client = client;
    this.#emit = emit;
  }

  /** How many accounts of a kind were seen. */
  count(kind: Kind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Whether an account is a person's that was handed on. */
  has(accountId: string): boolean {
    return this.#kinds.get(accountId) === 'person';
  }

  /** Whether neither a list nor a look-up has told of an account. */
  isUnheardOf(accountId: string): boolean {
    return !this.#kinds.has(accountId);
  }

  /** Looks up accounts that no list has told of, each once. Whoever is not found either is nobody's account. */
  async lookUp(accountIds: Iterable<string>): Promise<void> {
    const unheardOf = [...new Set(accountIds)].filter((id) => this.isUnheardOf(id));
    const fresh = unheardOf.filter((id) => !this.#lookUps.has(id));
    for (let start = 0; start < fresh.length; start += lookUpLimit) {
      const some = fresh.slice(start, start + lookUpLimit);
      const call = this.#lookUp(some);
      for (const id of some) this.#lookUps.set(id, call);
    }
    await Promise.all(new Set(unheardOf.map((id) => this.#lookUps.get(id))));
    for (const id of unheardOf) this.#lookUps.delete(id);
  }

  /**
   * Takes what an endpoint has told.
   * @returns all ids; those of accounts that it has told too little of are still unheard of
   */
  take(users: readonly (SeenUser | undefined)[]): readonly string[] {
    const fresh: Account[] = [];
    const ids: string[] = [];
    for (const seen of users) {
      const { accountId, accountType, operations } = seen ?? {};
      if (!seen || !accountId) {
        this.#count('other');
        continue;
      }
      ids.push(accountId);
      // Taken for what it is not, it would stay that.
      if (accountType === undefined || operations === undefined) continue;
      if (this.isUnheardOf(accountId)) {
        const kind = kinds.get(accountType) ?? 'other';
        this.#kinds.set(accountId, kind);
        this.#count(kind);
        if (kind === 'person') fresh.push(accountOf(accountId, seen));
      }
    }
    if (fresh.length > 0) this.#emit(fresh);
    return ids;
  }

  /** Not confluence.js's own call, which takes a single id. */
  async #lookUp(accountId: readonly string[]): Promise<void> {
    const { results } = await this.#client.sendRequest({
      url: '/wiki/rest/api/user/bulk',
      method: 'GET',
      searchParams: { accountId, expand: 'operations' },
      schema: bulkAnswer,
    });
    this.take(results.map(({ operations = null, ...seen }) => ({ ...seen, operations })));
    for (const id of accountId) if (this.isUnheardOf(id)) this.#kinds.set(id, 'unknown');
  }

  #count(kind: Kind): void {
    this.#counts.set(kind, this.count(kind) + 1);
  }
}

function accountOf(id: string, { displayName, publicName, email, operations }: SeenUser): Account {
  return {
    id,
    displayName: displayName || publicName || id,
    ...(email && { email }),
    enabled: (operations?.length ?? 0) > 0,
  };
}
