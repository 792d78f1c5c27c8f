import type { Places } from '../../io/io.ts';
import type { NewGrant } from '../messages/grant.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import type { Resource, ResourceType } from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { type Content, pack } from './format/container.ts';
import { targetError } from './format/error.ts';
import { Replacement } from './format/replacement.ts';
import { ScratchFile } from './format/scratch-file.ts';
import { type Completion, type CompletionOptions, SyncDatabase } from './sync-database.ts';

export interface C1zWriterOptions extends Places {
  /** Ends `complete` and `save` early, with its reason. @default none */
  readonly signal?: AbortSignal;
}

/** What objects are added to, in any order. */
export interface Objects {
  addResourceTypes(types: readonly ResourceType[]): void;
  addResources(resources: readonly Resource[]): void;
  addEntitlements(entitlements: readonly Entitlement[]): void;
  addGrants(grants: readonly NewGrant[]): void;
}

/**
 * One sync on its way into a .c1z file. Objects are added in any order; of several with the same id the last one
 * counts. What the file held before stays there until `save` is through, and for good if it never is.
 *
 * Every method throws a C1zError where the disk does not play along. `abort` belongs into a `finally`.
 */
export class C1zWriter implements Objects {
  readonly #replacement: Replacement;
  readonly #scratch: ScratchFile;
  readonly #database: SyncDatabase;
  readonly #signal: AbortSignal | undefined;
  #state: 'adding' | 'complete' | 'over' = 'adding';

  private constructor(
    replacement: Replacement,
    scratch: ScratchFile,
    database: SyncDatabase,
    signal: AbortSignal | undefined,
  ) {
    this.#replacement = replacement;
    this.#scratch = scratch;
    this.#database = database;
    this.#signal = signal;
  }

  /** @param path of the file to make or to replace */
  static async create(path: string, options: C1zWriterOptions = {}): Promise<C1zWriter> {
    const { signal, directory, temporary } = options;
    const replacement = await Replacement.create(path, directory);
    let scratch: ScratchFile | undefined;
    let database: SyncDatabase | undefined;
    try {
      scratch = await ScratchFile.create(temporary);
      database = new SyncDatabase(scratch.path);
      await scratch.unlink();
      return new C1zWriter(replacement, scratch, database, signal);
    } catch (error) {
      database?.close();
      await scratch?.close();
      await replacement.abort();
      throw scratch?.fault(error) ?? error;
    }
  }

  /** The sync's KSUID. */
  get syncId(): string {
    return this.#database.syncId;
  }

  addResourceTypes(types: Iterable<ResourceType>): void {
    this.#add(types, this.#database.insert.resourceType);
  }

  addResources(resources: Iterable<Resource>): void {
    this.#add(resources, this.#database.insert.resource);
  }

  addEntitlements(entitlements: Iterable<Entitlement>): void {
    this.#add(entitlements, this.#database.insert.entitlement);
  }

  addGrants(grants: Iterable<NewGrant>): void {
    this.#add(grants, this.#database.insert.grant);
  }

  /** Ends the sync. Nothing can be added any more, and all is written, but nothing has happened to the file yet. */
  async complete(options: CompletionOptions = {}): Promise<Completion> {
    this.#enter('adding', 'complete');
    try {
      return await this.#database.complete(options, (content) => this.#write(content), this.#signal);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw this.#scratch.fault(error);
    }
  }

  /** Puts a complete sync in the file's place. */
  async save(): Promise<void> {
    this.#enter('complete', 'over');
    this.#signal?.throwIfAborted();
    this.#database.close();
    await this.#scratch.close();
    await this.#replacement.commit();
  }

  /** Gives up a sync that is not saved, and leaves nothing of it. Else it does nothing. */
  async abort(): Promise<void> {
    this.#state = 'over';
    this.#database.close();
    await this.#scratch.close();
    await this.#replacement.abort();
  }

  async #write(content: Content): Promise<void> {
    try {
      await pack(this.#scratched(content), this.#replacement.handle, this.#signal);
    } catch (error) {
      throw targetError(this.#replacement.path, error);
    }
  }

  #add<Item>(items: Iterable<Item>, insert: (item: Item) => void): void {
    this.#enter('adding', 'adding');
    try {
      for (const item of items) insert(item);
    } catch (error) {
      throw this.#scratch.fault(error);
    }
  }

  /** What is read from the temporary folder fails on its account. */
  *#scratched(content: Content): Content {
    try {
      return yield* content;
    } catch (error) {
      throw this.#scratch.fault(error);
    }
  }

  #enter(expected: 'adding' | 'complete', next: 'adding' | 'complete' | 'over'): void {
    if (this.#state !== expected) throw new Error(`the sync is ${this.#state}, not ${expected}`);
    this.#state = next;
  }
}
