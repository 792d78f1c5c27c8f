import { setImmediate as others } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Diagnosis } from './diagnosis.ts';
import { ConfluenceError } from './error.ts';
import { type List, ListReader } from './lists.ts';
import type { DirectorySink, Group, Principal } from './model.ts';
import type { Omissions } from './omissions.ts';
import { ParallelReads } from './parallel-reads.ts';
import { People } from './people.ts';
import {
  type FoundUser,
  found,
  group as groupSchema,
  type SeenGroup,
  type SeenUser,
  user,
} from './response-schemas.ts';

/** Confluence's search of accounts ends here, however many there are. */
const searchCap = 10_000;

/** Spaces wait for the lists of the directory, so these go ahead. */
const priority = 1;

/** How often a call is made that concerns one thing only. */
export const attemptsForOne = 5;

/** The members of a group, as a list. */
export function membersOf({ id, name }: Group): List<SeenUser> {
  return {
    name: `members of the group "${name}"`,
    path: `/wiki/rest/api/group/${encodeURIComponent(id)}/membersByGroupId`,
    query: { expand: 'operations' },
    // Costs Confluence some effort, and helps only if there are many pages.
    laterQuery: { shouldReturnTotalSize: true },
    paging: 'offset',
    limit: 200,
    row: user,
    keyOf: ({ accountId }) => accountId,
    attempts: attemptsForOne,
    priority,
  };
}

/** All groups, as a list. */
export const groupList: List<SeenGroup> = {
  name: 'groups',
  path: '/wiki/rest/api/group',
  paging: 'offset',
  limit: 1000,
  row: groupSchema,
  keyOf: ({ id }) => id,
  priority,
};

/** The accounts that a search finds, as a list. @param kind guests, everybody else, or all */
export function searchOf(kind: 'none' | 'externalCollaborator' | 'all'): List<FoundUser> {
  return {
    name: 'accounts found by the search',
    path: '/wiki/rest/api/search/user',
    query: { cql: 'type=user', sitePermissionTypeFilter: kind, expand: 'operations' },
    paging: 'offset',
    limit: 200,
    cap: searchCap,
    row: found,
    keyOf: (hit) => hit.user?.accountId,
    priority,
  };
}

/** The people and groups of a site: those who can hold something in a space. */
export class Directory {
  readonly people: People;
  readonly #client: Client;
  readonly #sink: DirectorySink;
  readonly #diagnosis: Diagnosis;
  readonly #omissions: Omissions;
  /** Ids of groups; whether each one exists. */
  readonly #groups = new Map<string, boolean>();
  readonly #lookUps = new Map<string, Promise<void>>();
  #searchCapped = false;

  constructor(client: Client, sink: DirectorySink, diagnosis: Diagnosis, omissions: Omissions) {
    this.#client = client;
    this.#sink = sink;
    this.#diagnosis = diagnosis;
    this.#omissions = omissions;
    this.people = new People(client, diagnosis, (accounts) => sink.accounts(accounts));
  }

  /** Whether the search has come to its end before the accounts did. */
  get searchCapped(): boolean {
    return this.#searchCapped;
  }

  /** Ids of groups that hold something, of which Confluence says that they do not exist. */
  get goneGroups(): readonly string[] {
    return [...this.#groups].flatMap(([id, exists]) => (exists ? [] : id)).sort();
  }

  /** Hands on everybody whom a list names. Nobody is handed on before all lists have said what they know. */
  async read(): Promise<void> {
    const [members] = await Promise.all([this.#readGroups(), this.#search()]);
    await this.people.settleAll();
    for (const [groupId, accountIds] of members) {
      this.#handOnMembers(groupId, accountIds);
      await others();
    }
  }

  /** Whether a principal has been handed on. */
  knows({ type, id }: Principal): boolean {
    return type === 'user' ? this.people.has(id) : this.#groups.get(id) === true;
  }

  /** Whether it has been found out who a principal is. */
  isSettled({ type, id }: Principal): boolean {
    return type === 'user' ? this.people.isSettled(id) : this.#groups.has(id);
  }

  /** Finds out who principals are whom no list has named. @throws ConfluenceError for what concerns all */
  async settle(principals: readonly Principal[]): Promise<void> {
    const of = (type: Principal['type']) => [
      ...new Set(
        principals.filter((each) => each.type === type && !this.isSettled(each)).map(({ id }) => id),
      ),
    ];
    const groups = of('group').map((id) => {
      const lookUp = this.#lookUps.get(id) ?? this.#lookUpGroup(id);
      this.#lookUps.set(id, lookUp);
      return lookUp;
    });
    await Promise.all([...groups, this.people.settle(of('user'))]);
  }

  /** Everybody at once; if that ends early, once more by kind: each search has an end of its own. */
  async #search(): Promise<void> {
    if (!(await this.#isCapped('all'))) return;
    const capped = await Promise.all([this.#isCapped('none'), this.#isCapped('externalCollaborator')]);
    this.#searchCapped = capped.includes(true);
  }

  async #isCapped(kind: 'none' | 'externalCollaborator' | 'all'): Promise<boolean> {
    const list = searchOf(kind);
    const reader = new ListReader(this.#client, list);
    try {
      for await (const page of reader.pages()) this.people.take(page.flatMap((hit) => hit.user ?? []));
    } catch (error) {
      throw notCloud(error);
    }
    this.#omissions.ended(list.name, reader.end, false);
    return reader.end.capped;
  }

  /** Every group. @returns ids of its members, by that of the group; those of all groups that could be read */
  async #readGroups(): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, readonly string[]>();
    const members = new ParallelReads<Group>(this.#diagnosis, async (group) => {
      found.set(group.id, await this.#readMembers(group));
    });
    const reader = new ListReader(this.#client, groupList);
    for await (const page of reader.pages()) {
      const groups = page.flatMap(({ id, name }) => (id === undefined ? [] : { id, name: name ?? id }));
      this.#handOnGroups(groups);
      for (const group of groups) members.start(group);
    }
    this.#omissions.ended(groupList.name, reader.end, true);
    for (const [{ name }, { message }] of await members.finish()) {
      this.#omissions.add(`members of the group "${name}"`, message);
    }
    return found;
  }

  async #readMembers(group: Group): Promise<readonly string[]> {
    const list = membersOf(group);
    const reader = new ListReader(this.#client, list);
    const ids: string[] = [];
    for await (const page of reader.pages()) ids.push(...this.people.take(page));
    this.#omissions.ended(list.name, reader.end, true);
    return ids;
  }

  /** A group that holds something, though no list has it. */
  async #lookUpGroup(id: string): Promise<void> {
    const what = `the group with the id ${id}, which holds something`;
    const readings = new ParallelReads<string>(this.#diagnosis, async () => {
      const { data } = await this.#client.send({
        path: '/wiki/rest/api/group/by-id',
        query: { id },
        schema: groupSchema,
        attempts: attemptsForOne,
        priority,
      });
      const group = { id, name: data.name ?? id };
      this.#handOnGroups([group]);
      const members = await this.#readMembers(group);
      await this.people.settle(members);
      this.#handOnMembers(id, members);
    });
    readings.start(id);
    for (const [, { failure, message }] of await readings.finish()) {
      const isGone = failure === 'missing' && !this.#groups.has(id);
      if (!this.#groups.has(id)) this.#groups.set(id, false);
      if (!isGone) this.#omissions.add(what, message);
    }
  }

  #handOnGroups(groups: readonly Group[]): void {
    const fresh = groups.filter(({ id }) => !this.#groups.has(id));
    for (const { id } of fresh) this.#groups.set(id, true);
    if (fresh.length > 0) this.#sink.groups(fresh);
  }

  /** @param accountIds which have been settled */
  #handOnMembers(groupId: string, accountIds: readonly string[]): void {
    this.#sink.members(
      groupId,
      accountIds.filter((id) => this.people.has(id)),
    );
  }
}

/** Confluence Cloud can always search for accounts. */
function notCloud(error: unknown): unknown {
  if (!(error instanceof ConfluenceError) || error.failure !== 'missing') return error;
  return new ConfluenceError(
    'missing',
    `${error.fact}: this is not Confluence Cloud, which can search for accounts`,
    {
      remedy: 'Confluence Data Center and Server cannot be read. Check the address of the site.',
      status: error.status,
      cause: error,
    },
  );
}
