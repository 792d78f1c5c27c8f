import type { Client } from './client.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Directory } from './directory.ts';
import { type List, type ListEnd, ListReader } from './lists.ts';
import type { ClassHoldings, OpenAccess, Principal, Space } from './model.ts';
import type { Omissions } from './omissions.ts';
import { ParallelReads } from './parallel-reads.ts';
import { lookUpLimit } from './people.ts';
import { type SeenSpace, space as spaceSchema } from './response-schemas.ts';

/** Which spaces to read. */
export interface SpaceOptions {
  readonly personalSpaces: boolean;
  readonly archivedSpaces: boolean;
  /** Ids of spaces: no others are read, or counted. @default all */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Spaces that are wanted, and how many are not. */
export interface ListedSpaces {
  readonly spaces: readonly Space[];
  readonly personalSpaces: number;
  readonly archivedSpaces: number;
}

/** What is held in a space, and how much of what was there is left out. */
export class Holdings<Held> implements OpenAccess {
  /** What accounts and groups hold. */
  readonly held: Held[] = [];
  readonly anonymous: string[] = [];
  readonly classes = new Map<string, string[]>();
  /** Permissions of nouns and verbs that were not asked for. */
  unwanted = 0;
  /** The name of the list that it is read from, and how that has ended. */
  readonly list: string;
  readonly end: ListEnd;

  constructor(list: string, end: ListEnd) {
    this.list = list;
    this.end = end;
  }

  /** A class of people holds something. */
  toClass(name: string, what: string): void {
    const present = this.classes.get(name);
    if (present) present.push(what);
    else this.classes.set(name, [what]);
  }
}

/** All spaces, as a list. */
export const spaceList: List<SeenSpace> = {
  name: 'spaces',
  path: '/wiki/api/v2/spaces',
  paging: 'cursor',
  limit: 250,
  row: spaceSchema,
  keyOf: ({ id }) => id,
  priority: 1,
};

const nothing: ClassHoldings = { permissions: 0, spaces: 0 };

/** So many spaces are read side by side; more than there are calls, so that these never wait. */
const spacesAtOnce = 64;

/** So many spaces, or so much of what is held in them, wait for a look-up of principals at most. */
const mostWaiting = { spaces: 64, held: 20_000 } as const;

/** @throws ConfluenceError */
export async function listSpaces(
  client: Client,
  options: SpaceOptions,
  omissions: Omissions,
): Promise<ListedSpaces> {
  const spaces: Space[] = [];
  const counts = { personalSpaces: 0, archivedSpaces: 0 };
  const reader = new ListReader(client, spaceList);
  for await (const page of reader.pages()) {
    for (const seen of page) {
      const space = spaceOf(seen);
      if (!space || (options.only && !options.only.has(space.id))) continue;
      if (space.type === 'personal' && !options.personalSpaces) counts.personalSpaces += 1;
      else if (space.status === 'archived' && !options.archivedSpaces) counts.archivedSpaces += 1;
      else spaces.push(space);
    }
  }
  omissions.ended(spaceList.name, reader.end, true);
  return { spaces, ...counts };
}

function spaceOf({ id, key, name, type, status, spaceOwnerId: ownerId }: SeenSpace): Space | undefined {
  if (id === undefined) return undefined;
  return {
    id,
    name: name ?? key ?? id,
    ...(key && { key }),
    ...(type && { type }),
    ...(status && { status }),
    ...(ownerId && { ownerId }),
  };
}

/** What a reader of spaces shares with the other readers of a site. */
export interface SpaceContext {
  readonly directory: Directory;
  readonly diagnosis: Diagnosis;
  readonly omissions: Omissions;
}

/**
 * Reads what is held in spaces, and hands it on space by space, as soon as each of its principals is known: either
 * all that a space holds or nothing of it. Holds a bounded number of spaces at a time.
 */
export class SpaceReader<Held extends { readonly principal: Principal }> {
  readonly #context: SpaceContext;
  readonly #read: (space: Space) => Promise<Holdings<Held>>;
  readonly #emit: (space: Space, held: readonly Held[], open: OpenAccess) => void;
  readonly #counts = { unwanted: 0, dangling: 0 };
  #anonymous = nothing;
  readonly #accessClasses = new Map<string, ClassHoldings>();
  #waiting: (readonly [Space, Holdings<Held>])[] = [];
  #held = 0;
  readonly #unsettled = new Map<string, Principal>();

  constructor(
    context: SpaceContext,
    read: (space: Space) => Promise<Holdings<Held>>,
    emit: (space: Space, held: readonly Held[], open: OpenAccess) => void,
  ) {
    this.#context = context;
    this.#read = read;
    this.#emit = emit;
  }

  /** What has not been handed on so far. */
  get skipped() {
    const byName = [...this.#accessClasses].sort(([one], [other]) => (one < other ? -1 : 1));
    return { ...this.#counts, anonymous: this.#anonymous, accessClasses: new Map(byName) };
  }

  /**
   * @param ready when all lists of principals have been read; until then, some spaces are read and held
   * @throws ConfluenceError for what concerns all
   */
  async read(spaces: readonly Space[], ready: Promise<void>): Promise<void> {
    const { diagnosis, omissions } = this.#context;
    const readings = new ParallelReads<Space>(
      diagnosis,
      async (space) => {
        const holdings = await this.#read(space);
        await ready;
        this.#take(space, holdings);
        if (this.#isFull()) await this.#flush();
      },
      spacesAtOnce,
    );
    for (const space of spaces) readings.start(space);
    for (const [{ name, key }, { message }] of await readings.finish()) {
      omissions.add(`the space "${name}"${key === undefined ? '' : ` (${key})`}`, message);
    }
    await this.#flush();
  }

  #take(space: Space, holdings: Holdings<Held>): void {
    const { directory, omissions } = this.#context;
    omissions.ended(holdings.list, holdings.end, true);
    this.#anonymous = inOneMore(this.#anonymous, holdings.anonymous.length);
    for (const [name, { length }] of holdings.classes) {
      this.#accessClasses.set(name, inOneMore(this.#accessClasses.get(name) ?? nothing, length));
    }
    this.#counts.unwanted += holdings.unwanted;
    const unsettled = holdings.held.filter(({ principal }) => !directory.isSettled(principal));
    if (unsettled.length === 0) {
      this.#handOn(space, holdings);
      return;
    }
    for (const { principal } of unsettled)
      this.#unsettled.set(`${principal.type}:${principal.id}`, principal);
    this.#waiting.push([space, holdings]);
    this.#held += holdings.held.length;
  }

  #isFull(): boolean {
    return (
      this.#unsettled.size >= lookUpLimit ||
      this.#waiting.length >= mostWaiting.spaces ||
      this.#held >= mostWaiting.held
    );
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    const principals = [...this.#unsettled.values()];
    this.#waiting = [];
    this.#held = 0;
    this.#unsettled.clear();
    await this.#context.directory.settle(principals);
    for (const [space, holdings] of waiting) this.#handOn(space, holdings);
  }

  #handOn(space: Space, holdings: Holdings<Held>): void {
    const known = holdings.held.filter(({ principal }) => this.#context.directory.knows(principal));
    this.#counts.dangling += holdings.held.length - known.length;
    this.#emit(space, known, holdings);
  }
}

/** What a class holds, with what it holds in one more space. */
function inOneMore({ permissions, spaces }: ClassHoldings, count: number): ClassHoldings {
  return { permissions: permissions + count, spaces: spaces + (count > 0 ? 1 : 0) };
}
