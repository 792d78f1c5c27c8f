import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Choice, choiceSchema } from '../c1z/record.ts';
import type { SyncCounts } from '../sync/shrinkage-guard.ts';

const counts = z.record(z.string(), z.number());
const shape = z.array(
  z.object({ resources: counts, grants: counts, choice: choiceSchema.readonly() }).readonly(),
);

/** So many choices are remembered: ConductorOne asks for few. */
const most = 50;

/** Of the file, in bytes. */
const largest = 1024 ** 2;

/**
 * What the last syncs of a connector have found, one for each choice of what to read. It is kept in the temporary
 * folder, as numbers without names: there a container that is started again finds it, and a new pod does not.
 */
export class LastSyncs {
  readonly #path: string;
  #syncs: readonly SyncCounts[];

  private constructor(path: string, syncs: readonly SyncCounts[]) {
    this.#path = path;
    this.#syncs = syncs;
  }

  /**
   * @param identity what tells the connector from others on this machine, e.g. its site and client id
   * @param folder the temporary one
   */
  static async open(identity: readonly string[], folder: string): Promise<LastSyncs> {
    const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
    const path = join(folder, `confluence-sync.last.${hash}.json`);
    return new LastSyncs(path, await kept(path));
  }

  /** The last sync of this choice, or else the last one of all. */
  before(choice: Choice): SyncCounts | undefined {
    return this.#syncs.findLast((sync) => isSame(sync.choice, choice)) ?? this.#syncs.at(-1);
  }

  /** Remembers a sync instead of the last one of its choice. Never rejects: without a file, it stays in memory. */
  async keep(found: SyncCounts): Promise<void> {
    this.#syncs = [...this.#syncs.filter(({ choice }) => !isSame(choice, found.choice)), found].slice(-most);
    const fresh = `${this.#path}.${randomUUID()}`;
    try {
      await writeFile(fresh, JSON.stringify(this.#syncs), { flag: 'wx', mode: 0o600 });
      await rename(fresh, this.#path);
    } catch {
      await rm(fresh, { force: true }).catch(() => {});
    }
  }
}

/** What a file says that nobody else has put there: the folder may be everybody's. */
async function kept(path: string): Promise<readonly SyncCounts[]> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  try {
    const { uid, size } = (await file?.stat()) ?? {};
    if (!file || uid !== process.getuid?.() || size === undefined || size > largest) return [];
    return shape.parse(JSON.parse(await file.readFile('utf8')));
  } catch {
    return [];
  } finally {
    await file?.close();
  }
}

function isSame(one: Choice | undefined, other: Choice | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
