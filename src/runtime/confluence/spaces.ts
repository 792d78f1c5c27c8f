import type { Client } from 'confluence.js/core';
import { getSpaces } from 'confluence.js/v2';
import type { Directory } from './directory.ts';
import { ConfluenceError } from './error.ts';
import type { ClassHoldings, Principal, Space } from './model.ts';
import { cursorPages } from './pages.ts';
import { lookUpLimit } from './people.ts';

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

/** What principals hold in a space, and how much of what was there is left out. */
export interface Holdings<Held> {
  readonly held: readonly Held[];
  readonly anonymous: number;
  /** How much each class of people holds, as Skipped names them. */
  readonly accessClasses: ReadonlyMap<string, number>;
  readonly unwanted: number;
}

/** The largest page of any list with cursors. */
export const cursorPageSize = 250;

const nothing: ClassHoldings = { permissions: 0, spaces: 0 };

/** So many spaces are read side by side; more than there are calls, so that these never wait. */
const spacesAtOnce = 64;

/** So many spaces, or so much of what is held in them, wait for a look-up of accounts at most. */
const mostWaiting = { spaces: 64, held: 20_000 } as const;

/** @throws ConfluenceError */
export async function listSpaces(client: Client, options: SpaceOptions): Promise<ListedSpaces> {
  const spaces: Space[] = [];
  const counts = { personalSpaces: 0, archivedSpaces: 0 };
  const pages = cursorPages(
    'spaces',
    (cursor) => getSpaces(client, { cursor, limit: cursorPageSize }),
    ({ id = '' }) => id,
  );
  for await (const page of pages) {
    for (const { id, key, name, type, status, spaceOwnerId } of page) {
      // A space that cannot be named would be lost in silence.
      if (!key || !id || !Number.isSafeInteger(Number(id))) {
        throw new ConfluenceError('malformed', `A space has no key or no number for its id: ${key} ${id}`);
      }
      if (options.only && !options.only.has(id)) continue;
      if (type === 'personal' && !options.personalSpaces) counts.personalSpaces += 1;
      else if (status === 'archived' && !options.archivedSpaces) counts.archivedSpaces += 1;
      else {
        const owner = spaceOwnerId && { ownerId: spaceOwnerId };
        spaces.push({ id, key, name: name || key, ...(type && { type }), ...owner });
      }
    }
  }
  return { spaces, ...counts };
}

/**
 * Reads what is held in spaces, and hands it on space by space, as soon as each of its principals is known: either
 * all that a space holds or nothing of it. Holds a bounded number of spaces at a time.
 */
export class SpaceReader<Held extends { readonly principal: Principal }> {
  readonly #directory: Directory;
  readonly #read: (space: Space) => Promise<Holdings<Held>>;
  readonly #emit: (space: Space, held: readonly Held[]) => void;
  readonly #counts = { unwanted: 0, dangling: 0 };
  #anonymous = nothing;
  readonly #accessClasses = new Map<string, ClassHoldings>();
  readonly #unreadable = new Map<string, string>();
  #waiting: (readonly [Space, readonly Held[]])[] = [];
  #held = 0;
  readonly #unheardOf = new Set<string>();

  constructor(
    directory: Directory,
    read: (space: Space) => Promise<Holdings<Held>>,
    emit: (space: Space, held: readonly Held[]) => void,
  ) {
    this.#directory = directory;
    this.#read = read;
    this.#emit = emit;
  }

  /** What has not been handed on so far. */
  get skipped() {
    const [anonymous, accessClasses] = [this.#anonymous, this.#accessClasses];
    return { ...this.#counts, anonymous, accessClasses, spaces: this.#unreadable };
  }

  /**
   * @param ready when all lists of principals have been read; until then, some spaces are read and held
   * @throws ConfluenceError, but not for a space that may not be read or that is not there
   */
  async read(spaces: readonly Space[], ready: Promise<void>): Promise<void> {
    // Now and then a space that lives answers so; later it may not.
    const refused = await this.#readAll(spaces, ready);
    const again = await this.#readAll([...refused.keys()], ready);
    for (const [{ key }, why] of again) this.#unreadable.set(key, why);
    await this.#flush();
  }

  /** @returns the spaces that could not be read, and why */
  async #readAll(spaces: readonly Space[], ready: Promise<void>): Promise<ReadonlyMap<Space, string>> {
    const refused = new Map<Space, string>();
    const left = spaces.values();
    const work = async () => {
      for (const space of left) {
        const holdings = await this.#readOne(space, refused);
        await ready;
        if (holdings) this.#count(holdings, space);
        if (this.#isFull()) await this.#flush();
      }
    };
    await Promise.all(Array.from({ length: Math.min(spacesAtOnce, spaces.length) }, work));
    return refused;
  }

  async #readOne(space: Space, refused: Map<Space, string>): Promise<Holdings<Held> | undefined> {
    try {
      return await this.#read(space);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.set(space, error.message);
      return undefined;
    }
  }

  #count({ held, anonymous, accessClasses, unwanted }: Holdings<Held>, space: Space): void {
    this.#anonymous = inOneMore(this.#anonymous, anonymous);
    for (const [name, count] of accessClasses) {
      this.#accessClasses.set(name, inOneMore(this.#accessClasses.get(name) ?? nothing, count));
    }
    this.#counts.unwanted += unwanted;
    const { people } = this.#directory;
    const users = held.filter(({ principal }) => principal.type === 'user');
    const unheardOf = users.map(({ principal }) => principal.id).filter((id) => people.isUnheardOf(id));
    if (unheardOf.length === 0) {
      this.#handOn(space, held);
      return;
    }
    for (const id of unheardOf) this.#unheardOf.add(id);
    this.#waiting.push([space, held]);
    this.#held += held.length;
  }

  #isFull(): boolean {
    return (
      this.#unheardOf.size >= lookUpLimit ||
      this.#waiting.length >= mostWaiting.spaces ||
      this.#held >= mostWaiting.held
    );
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    const ids = [...this.#unheardOf];
    this.#waiting = [];
    this.#held = 0;
    this.#unheardOf.clear();
    await this.#directory.people.lookUp(ids);
    for (const [space, held] of waiting) this.#handOn(space, held);
  }

  #handOn(space: Space, held: readonly Held[]): void {
    const known = held.filter(({ principal }) => this.#directory.knows(principal));
    this.#counts.dangling += held.length - known.length;
    this.#emit(space, known);
  }
}

/** What a class holds, with what it holds in one more space. */
function inOneMore({ permissions, spaces }: ClassHoldings, count: number): ClassHoldings {
  return { permissions: permissions + count, spaces: spaces + (count > 0 ? 1 : 0) };
}

function isRefusal(error: unknown): error is ConfluenceError {
  return error instanceof ConfluenceError && (error.failure === 'forbidden' || error.failure === 'missing');
}
