import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Code } from '@connectrpc/connect';
import type { Stats } from '../c1z/stats.ts';
import { type TaskContext, TaskError } from '../conductorone/task.ts';
import type { PatientClient } from '../confluence/patience.ts';
import type { Task_SyncFullTask } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import type { ResourceId } from '../sync/scope.ts';
import { ShrinkageError, shrinkages } from '../sync/shrinkage.ts';
import { type SyncOptions, type SyncResult, sync } from '../sync/sync.ts';
import { syncOptionsOf } from './from-settings.ts';
import type { Settings } from './settings.ts';
import type { Summary } from './summary.ts';

export interface FullSyncOptions {
  readonly settings: Settings;
  /** Where the files go. */
  readonly folder: string;
  /** Logs in to Confluence. */
  readonly connect: (signal: AbortSignal) => Promise<PatientClient>;
  /** Is told of each sync that came to its end. */
  readonly done: (summary: Summary) => void;
}

/** Syncs for ConductorOne, into a file of its own each time. */
export class FullSync {
  readonly #options: FullSyncOptions;
  /** Of the last whole sync: as there is no file to compare with. */
  #previous: Stats | undefined;

  constructor(options: FullSyncOptions) {
    this.#options = options;
  }

  /**
   * Does what a task asks for.
   * @returns the path of the file, which is the caller's to remove
   * @throws TaskError where a space could not be read, or much less was found than the last time: ConductorOne would
   *   take what is missing for removed
   */
  async run(task: Task_SyncFullTask, { signal }: TaskContext): Promise<string> {
    const start = Date.now();
    const { folder, connect, done } = this.#options;
    const file = join(folder, `${randomUUID()}.c1z`);
    const client = await connect(signal);
    const result = await sync(client, { ...this.#optionsFor(task), file, signal });
    done({ file, result, cost: client.cost, elapsed: Date.now() - start });
    try {
      this.#check(task, result);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return file;
  }

  #optionsFor(task: Task_SyncFullTask): SyncOptions {
    const options = syncOptionsOf(this.#options.settings);
    const types = task.syncResourceTypeIds;
    return {
      ...options,
      ...(types.length > 0 && { resourceTypes: new Set(types) }),
      ...(task.targetedSyncResources.length > 0 && { resources: task.targetedSyncResources.map(idOf) }),
      resourcesOnly: options.resourcesOnly || task.skipEntitlementsAndGrants,
      withoutGrants: task.skipGrants,
      expand: options.expand && !task.skipExpandGrants,
      mostShrunk: undefined,
    };
  }

  #check({ syncResourceTypeIds: types }: Task_SyncFullTask, { skipped, stats, type }: SyncResult): void {
    if (skipped.spaces.size > 0) {
      const names = [...skipped.spaces].map(([key, why]) => `${key}: ${why}`).join('; ');
      throw new TaskError(Code.Unavailable, `some spaces could not be read: ${names}`);
    }
    if (type !== 'full' || types.length > 0) return;
    const { force, 'max-shrink': mostShrunk } = this.#options.settings;
    const shrunk = this.#previous && !force ? shrinkages(this.#previous, stats, mostShrunk) : [];
    if (shrunk.length > 0) {
      const { message } = new ShrinkageError('the last sync', shrunk);
      throw new TaskError(Code.FailedPrecondition, message, { nonRetryable: true });
    }
    this.#previous = stats;
  }
}

function idOf({ id }: { readonly id?: ResourceId | undefined }): ResourceId {
  return { resourceType: id?.resourceType ?? '', resource: id?.resource ?? '' };
}
