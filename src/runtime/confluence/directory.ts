import type { Client } from 'confluence.js/core';
import { getGroupMembersByGroupId, getGroups, searchUser } from 'confluence.js/v1';
import { ConfluenceError } from './error.ts';
import type { DirectorySink, Group, Principal } from './model.ts';
import { offsetPages } from './pages.ts';
import { People } from './people.ts';

/** The largest pages that each endpoint gives. */
const pageSize = { search: 200, groups: 1000, members: 200 } as const;

/** Confluence's search of accounts ends here, however many there are. */
const searchCap = 10_000;

/** The people and groups of a site: those who can hold something in a space. */
export class Directory {
  readonly people: People;
  readonly #client: Client;
  readonly #sink: DirectorySink;
  readonly #groups = new Set<string>();
  #searchCapped = false;

  constructor(client: Client, sink: DirectorySink) {
    this.#client = client;
    this.#sink = sink;
    this.people = new People(client, (accounts) => sink.accounts(accounts));
  }

  /** Whether the search has come to its end before the accounts did. */
  get searchCapped(): boolean {
    return this.#searchCapped;
  }

  /** Hands on everybody whom a list tells of. */
  async read(): Promise<void> {
    await Promise.all([this.#search(), this.#readGroups()]);
  }

  /** Whether a principal has been handed on. */
  knows({ type, id }: Principal): boolean {
    return type === 'user' ? this.people.has(id) : this.#groups.has(id);
  }

  /** Everybody at once; where that ends early, once more by kind: each search has an end of its own. */
  async #search(): Promise<void> {
    if (!(await this.#isCapped('all'))) return;
    const capped = await Promise.all([this.#isCapped('none'), this.#isCapped('externalCollaborator')]);
    this.#searchCapped = capped.includes(true);
  }

  /** Hands on whom a search finds. @param kind guests, everybody else, or all */
  async #isCapped(kind: 'none' | 'externalCollaborator' | 'all'): Promise<boolean> {
    let found = 0;
    const seen = new Set<string>();
    const pages = offsetPages(pageSize.search, (start, limit) =>
      searchUser(this.#client, {
        cql: 'type=user',
        sitePermissionTypeFilter: kind,
        expand: ['operations'],
        start,
        limit,
      }),
    );
    try {
      for await (const page of pages) {
        found += page.length;
        for (const id of this.people.take(page.map(({ user }) => user))) seen.add(id);
      }
    } catch (error) {
      const atCap = found >= searchCap && error instanceof ConfluenceError && error.failure === 'refused';
      if (!atCap) throw error;
    }
    await this.people.lookUp(seen);
    return found >= searchCap;
  }

  /** Every group, and whoever is a member of one. */
  async #readGroups(): Promise<void> {
    const members: Promise<void>[] = [];
    const pages = offsetPages(pageSize.groups, (start, limit) => getGroups(this.#client, { start, limit }));
    for await (const page of pages) {
      const fresh: Group[] = [];
      for (const { id, name } of page) {
        if (!this.#groups.has(id)) fresh.push({ id, name });
        this.#groups.add(id);
      }
      if (fresh.length > 0) this.#sink.groups(fresh);
      for (const { id } of fresh) {
        const reading = this.#readMembers(id);
        // Awaited below, once all pages are there.
        reading.catch(() => {});
        members.push(reading);
      }
    }
    await Promise.all(members);
  }

  async #readMembers(id: string): Promise<void> {
    const members = new Set<string>();
    const groupId = encodeURIComponent(id);
    const pages = offsetPages(pageSize.members, (start, limit) =>
      getGroupMembersByGroupId(this.#client, {
        groupId,
        expand: ['operations'],
        start,
        limit,
        // Costs Confluence some effort, and helps only where there are many pages.
        ...(start > 0 && { shouldReturnTotalSize: true }),
      }),
    );
    for await (const page of pages) for (const member of this.people.take(page)) members.add(member);
    await this.people.lookUp(members);
    this.#sink.members(
      id,
      [...members].filter((member) => this.people.has(member)),
    );
  }
}
