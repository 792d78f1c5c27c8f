import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Code } from '@connectrpc/connect';
import type { Sensitive } from '../../text/sensitive.ts';
import { type TaskContext, TaskError, type TaskResult } from '../conductorone/task.ts';
import type { RetryingClient } from '../confluence/retrying-client.ts';
import type { Task_SyncFullTask } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { checkScope, type ResourceId, ScopeError } from '../sync/scope.ts';
import { compare, ShrinkageError, type SyncCounts } from '../sync/shrinkage-guard.ts';
import { emptySync, type Progress, type SyncOptions, type SyncResult, sync } from '../sync/sync.ts';
import type { LastSyncs } from './last-syncs.ts';
import { syncOptionsOf } from './options.ts';
import type { Settings } from './settings.ts';
import { missingLines, type Summary } from './summary.ts';
import { withTaskLog } from './task-log.ts';

export interface FullSyncOptions {
  readonly settings: Settings;
  /** What no message holds. */
  readonly hidden: Sensitive;
  /** Of this program. */
  readonly version: string;
  /** The folder for temporary files. */
  readonly temporary: string;
  /** Where the files go. It is made again if it is gone. */
  readonly folder: string;
  /** What to compare with: there is no file. */
  readonly lastSyncs: LastSyncs;
  /** Logs in to Confluence. @param deadline as performance.now() counts it: no request waits longer */
  readonly connect: (signal: AbortSignal, deadline?: number) => Promise<RetryingClient>;
  /** Is told how far a sync has come. */
  readonly onProgress?: (progress: Progress) => void;
  /** Is told of each sync that came to its end. */
  readonly done: (summary: Summary) => void;
  /** Gets a message for people. */
  readonly warn: (message: string) => void;
}

/** Syncs for ConductorOne, into a file of its own each time. */
export class FullSync {
  readonly #options: FullSyncOptions;
  constructor(options: FullSyncOptions) {
    this.#options = options;
  }

  /**
   * Does what a task asks for.
   * @returns the file, and the task's log if that is wanted
   * @throws TaskError if it asks for what does not exist, if the time limit is over, if something could not be read, or if much less was found than the
   *   last time: ConductorOne would take what is missing for removed
   */
  async run(task: Task_SyncFullTask, context: TaskContext): Promise<TaskResult> {
    const { folder, hidden, warn } = this.#options;
    try {
      checkScope(this.#optionsFor(task));
    } catch (error) {
      if (!(error instanceof ScopeError)) throw error;
      throw new TaskError(Code.InvalidArgument, error.message, { nonRetryable: true, cause: error });
    }
    // Where somebody tidies the temporary folder, it may be gone.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${randomUUID()}.c1z`);
    if (!context.debug) return { files: [await this.#sync(task, context, file)] };
    const log = join(folder, `${randomUUID()}.log`);
    try {
      const { complete } = await withTaskLog(log, hidden, () => this.#sync(task, context, file));
      if (complete) return { files: [file, log] };
      warn('The log of the task could not be written, and is not uploaded.');
      return { files: [file] };
    } catch (error) {
      await rm(log, { force: true });
      throw error;
    }
  }

  async #sync(task: Task_SyncFullTask, context: TaskContext, file: string): Promise<string> {
    const start = performance.now();
    const { temporary, connect, onProgress, done, warn, settings } = this.#options;
    const limit = settings['time-limit'];
    const over = limit === undefined ? undefined : AbortSignal.timeout(limit);
    const signal = over ? AbortSignal.any([context.signal, over]) : context.signal;
    let result: SyncResult;
    try {
      const client = await connect(signal, limit === undefined ? undefined : start + limit);
      if (settings['skip-full-sync']) {
        warn('BATON_SKIP_FULL_SYNC is set: nothing was read, and an empty sync is uploaded.');
        await emptySync(file, { temporary, signal });
        return file;
      }
      result = await sync(client, {
        ...this.#optionsFor(task),
        file,
        places: { temporary },
        onProgress,
        signal,
      });
      done({ file, result, cost: client.cost, elapsed: performance.now() - start });
    } catch (error) {
      if (!over?.aborted || context.signal.aborted) throw error;
      throw new TaskError(
        Code.DeadlineExceeded,
        'the sync took longer than BATON_TIME_LIMIT allows. Nothing was uploaded.',
        { cause: error },
      );
    }
    try {
      await this.#check(result);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return file;
  }

  #optionsFor(task: Task_SyncFullTask): SyncOptions {
    const { settings, version, hidden } = this.#options;
    const options = syncOptionsOf(settings, version, hidden);
    const types = task.syncResourceTypeIds;
    return {
      ...options,
      ...(types.length > 0 && { resourceTypes: new Set(types) }),
      ...(task.targetedSyncResources.length > 0 && { resources: task.targetedSyncResources.map(idOf) }),
      resourcesOnly: options.resourcesOnly || task.skipEntitlementsAndGrants,
      withoutGrants: options.withoutGrants || task.skipGrants,
      expand: options.expand && !task.skipExpandGrants,
      mostShrunk: undefined,
    };
  }

  async #check({ skipped, stats, directGrants: grants, choice }: SyncResult): Promise<void> {
    const {
      force,
      'max-shrink': mostShrunk,
      'accept-shrinkage': accepted,
      'upload-partial': uploadsPartial,
    } = this.#options.settings;
    if (skipped.missing.length > 0 && !uploadsPartial) {
      throw new TaskError(
        Code.Unavailable,
        `some of the site could not be read. ${missingLines(skipped).join('; ')}. ConductorOne would take what is missing for removed. To upload such a sync all the same, set BATON_UPLOAD_PARTIAL=true.`,
      );
    }
    // Single resources are nothing to compare.
    if (choice.resources.length > 0) return;
    const found: SyncCounts = { resources: stats.resourcesByType, grants, choice };
    const { lastSyncs } = this.#options;
    const previous = lastSyncs.before(choice);
    if (previous && !force) {
      const { shrinkages } = compare(previous, found, mostShrunk, accepted);
      if (shrinkages.length > 0) {
        const { message } = new ShrinkageError('the last sync', shrinkages, '');
        throw new TaskError(Code.FailedPrecondition, message, { nonRetryable: true });
      }
    }
    await lastSyncs.keep(found);
  }
}

function idOf({ id }: { readonly id?: ResourceId | undefined }): ResourceId {
  return { resourceType: id?.resourceType ?? '', resource: id?.resource ?? '' };
}
