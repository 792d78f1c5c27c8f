import { setImmediate as others } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ConfluenceError } from './error.ts';
import type { Account } from './model.ts';
import { type SeenUser, user, users } from './response-schemas.ts';

/** What an account is: `unknown` if Confluence does not say, `other` if it says something unfamiliar. */
export type AccountKind = 'person' | 'bot' | 'customer' | 'other' | 'unknown';

const kinds: ReadonlyMap<string, AccountKind> = new Map([
  ['atlassian', 'person'],
  ['app', 'bot'],
  ['customer', 'customer'],
]);

/** The most accounts that one call can look up. */
export const lookUpLimit = 100;

/** So many accounts are handed on before anything else gets its turn. */
const handedOnAtOnce = 250;

/** So many accounts may be found for which a look-up fails; beyond that, it is not for single accounts that it does. */
const mostSingledOut = 20;

/** All that answers have said of an account. */
type Facts = Omit<SeenUser, 'accountId' | 'operations'> & {
  readonly id: string;
  /** Whether it holds a licence for Confluence. */
  readonly licensed: boolean | undefined;
};

/**
 * The accounts of a site. What answers say of one is put together, in any order of arrival: an answer that leaves
 * something out takes nothing back.
 */
export class People {
  readonly #client: Client;
  readonly #diagnosis: Diagnosis;
  readonly #emit: (accounts: readonly Account[]) => void;
  readonly #facts = new Map<string, Facts>();
  readonly #settled = new Map<string, AccountKind>();
  readonly #unknown: string[] = [];
  readonly #failed = new Map<string, ConfluenceError>();
  readonly #lookUps = new Map<string, Promise<void>>();
  readonly #counts = new Map<AccountKind, number>();

  constructor(client: Client, diagnosis: Diagnosis, emit: (accounts: readonly Account[]) => void) {
    this.#client = client;
    this.#diagnosis = diagnosis;
    this.#emit = emit;
  }

  /** How many accounts of a kind there are. */
  count(kind: AccountKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Ids of accounts that were handed on, though Confluence says nothing of their kind, or of their state. */
  get unknown(): readonly string[] {
    return this.#unknown;
  }

  /** Why accounts could not be looked up, by their ids. */
  get failed(): ReadonlyMap<string, ConfluenceError> {
    return this.#failed;
  }

  /** Whether an account was handed on. */
  has(accountId: string): boolean {
    const kind = this.#settled.get(accountId);
    return kind === 'person' || kind === 'unknown';
  }

  /** Whether it has been found out what an account is. */
  isSettled(accountId: string): boolean {
    return this.#settled.has(accountId);
  }

  /** Takes what an answer says. @returns the ids; of equal ones all are one text, to save memory */
  take(seen: readonly SeenUser[]): readonly string[] {
    return seen.flatMap(({ accountId: id, operations, ...said }) => {
      if (id === undefined) return [];
      const licensed = operations && operations.length > 0;
      const facts = together(this.#facts.get(id), { id, licensed, ...said });
      this.#facts.set(facts.id, facts);
      return facts.id;
    });
  }

  /** Settles everybody whom an answer has described so far. @throws ConfluenceError for what concerns all */
  async settleAll(): Promise<void> {
    await this.settle(this.#facts.keys());
  }

  /**
   * Finds out what accounts are, and hands on people: what no answer has said so far is looked up, many at once.
   * @throws ConfluenceError for what concerns all
   */
  async settle(accountIds: Iterable<string>): Promise<void> {
    const open = [...new Set(accountIds)].filter((id) => !this.isSettled(id));
    const incomplete = open.filter((id) => !isComplete(this.#facts.get(id)));
    const fresh = incomplete.filter((id) => !this.#lookUps.has(id));
    for (let start = 0; start < fresh.length; start += lookUpLimit) {
      const some = fresh.slice(start, start + lookUpLimit);
      const lookUp = this.#lookUp(some);
      for (const id of some) this.#lookUps.set(id, lookUp);
    }
    await Promise.all(new Set(incomplete.map((id) => this.#lookUps.get(id))));
    for (const id of incomplete) this.#lookUps.delete(id);
    // In parts, between which answers to other calls are taken and further calls are made.
    for (let start = 0; start < open.length; start += handedOnAtOnce) {
      if (start > 0) await others();
      const some = open.slice(start, start + handedOnAtOnce);
      this.#handOn(some.filter((id) => !this.isSettled(id)));
    }
  }

  #handOn(accountIds: readonly string[]): void {
    const accounts: Account[] = [];
    for (const id of accountIds) {
      const facts = this.#facts.get(id);
      const kind = kindOf(facts);
      this.#settled.set(id, kind);
      this.#counts.set(kind, this.count(kind) + 1);
      // Nobody looks at facts of settled accounts again.
      this.#facts.delete(id);
      if (kind !== 'person' && kind !== 'unknown') continue;
      const account = accountOf(kind, { id, ...facts });
      accounts.push(account);
      if (kind === 'unknown' || account.enabled === undefined) this.#unknown.push(id);
    }
    if (accounts.length > 0) this.#emit(accounts);
  }

  /** Looks accounts up. If Confluence refuses some together, it is found out which of them it refuses. */
  async #lookUp(accountId: readonly string[]): Promise<void> {
    try {
      const { data } = await this.#client.send({
        path: '/wiki/rest/api/user/bulk',
        query: { accountId, expand: 'operations' },
        schema: users,
        attempts: 4,
        priority: 1,
      });
      this.take(data.results.flatMap((result) => user.safeParse(result).data ?? []));
    } catch (error) {
      const failure = await this.#diagnosis.ofOne(error);
      if (accountId.length === 1 || this.#failed.size >= mostSingledOut) {
        for (const id of accountId) this.#failed.set(id, failure);
        return;
      }
      const middle = Math.ceil(accountId.length / 2);
      await this.#lookUp(accountId.slice(0, middle));
      await this.#lookUp(accountId.slice(middle));
    }
  }
}

/** What two answers say. If they contradict each other, it does not matter which one came first. */
function together(one: Facts | undefined, other: Facts): Facts {
  if (!one) return other;
  return {
    id: one.id,
    accountType: [one, other].some(({ accountType }) => accountType === 'atlassian')
      ? 'atlassian'
      : lower(one.accountType, other.accountType),
    accountStatus: lower(one.accountStatus, other.accountStatus),
    displayName: lower(one.displayName, other.displayName),
    publicName: lower(one.publicName, other.publicName),
    email: lower(one.email, other.email),
    licensed: either(one.licensed, other.licensed),
    isGuest: either(one.isGuest, other.isGuest),
    isExternalCollaborator: either(one.isExternalCollaborator, other.isExternalCollaborator),
  };
}

function lower(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function either(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one || other || (one ?? other);
}

/** Whether there is nothing to be asked: of what is no person, the state does not matter. */
function isComplete(facts: Facts | undefined): boolean {
  const kind = kindOf(facts);
  return kind === 'person' ? facts?.licensed !== undefined : kind !== 'unknown';
}

function kindOf(facts: Facts | undefined): AccountKind {
  const { accountType } = facts ?? {};
  return accountType === undefined ? 'unknown' : (kinds.get(accountType) ?? 'other');
}

function accountOf(kind: Account['kind'], facts: Partial<Facts> & Pick<Facts, 'id'>): Account {
  const { id, displayName, publicName, email, isGuest: guest, isExternalCollaborator: external } = facts;
  return {
    id,
    kind,
    displayName: displayName ?? publicName ?? id,
    ...(email !== undefined && { email }),
    enabled: enabledOf(facts),
    ...(guest !== undefined && { guest }),
    ...(external !== undefined && { external }),
  };
}

/** A licence tells best; without a word on that, the state of the account. */
function enabledOf({ licensed, accountStatus }: Partial<Facts>): boolean | undefined {
  if (licensed !== undefined) return licensed;
  if (accountStatus === 'active') return true;
  return accountStatus === 'inactive' || accountStatus === 'closed' ? false : undefined;
}
