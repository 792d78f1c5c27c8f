import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  type BatonServiceFinishTaskRequest,
  type Task,
  type Task_GrantTaskSchema,
  type Task_RevokeTaskSchema,
  type Task_SyncFullTaskSchema,
  TaskSchema,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import type { Upload } from './upload.ts';

/** What a task asks for; `unknown` is the number of the field that holds it, or `unset` for nothing at all. */
export type Script =
  | { readonly hello: Readonly<Record<string, never>> }
  | { readonly syncFull: MessageInitShape<typeof Task_SyncFullTaskSchema> }
  | { readonly grant: MessageInitShape<typeof Task_GrantTaskSchema> }
  | { readonly revoke: MessageInitShape<typeof Task_RevokeTaskSchema> }
  | { readonly listEventFeeds: Readonly<Record<string, never>> }
  | { readonly actionListSchemas: { readonly resourceTypeId?: string } }
  | { readonly unknown: number | 'unset' };

/** How a task came to its end. */
export type Finish =
  /** A hello task: by a Hello that names it. */
  | { readonly outcome: 'hello' }
  | { readonly outcome: 'success'; readonly request: BatonServiceFinishTaskRequest }
  | {
      readonly outcome: 'error';
      readonly code: Code | 0;
      readonly message: string;
      readonly nonRetryable: boolean;
      readonly request: BatonServiceFinishTaskRequest;
    };

/** A task that was queued, and what the connector did with it. */
export class ScriptedTask {
  readonly message: Task;
  /** How it was finished, the first time. Waits for ever where it is not. */
  readonly finished: Promise<Finish>;
  /** Every time that it was finished: once, if all is well. */
  readonly finishes: Finish[] = [];
  /** Every file that came whole and with the right checksum. */
  readonly uploads: Upload[] = [];
  /** Where it is; one that was cancelled runs until the connector says otherwise. */
  state: 'waiting' | 'running' | 'finished' = 'waiting';
  /** How many heartbeats were answered. */
  heartbeats = 0;
  /** When it was handed out or last heard of, as performance.now() counts it. */
  heard = 0;
  readonly #finish: (finish: Finish) => void;
  #cancelled = false;

  constructor(message: Task) {
    this.message = message;
    const { promise, resolve } = Promise.withResolvers<Finish>();
    this.finished = promise;
    this.#finish = resolve;
  }

  /** 27 letters and digits. */
  get id(): string {
    return this.message.id;
  }

  /** What its next heartbeat is answered with. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Takes it back: the connector learns of it by its next heartbeat. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** Notes its end. */
  finish(finish: Finish): void {
    this.state = 'finished';
    this.finishes.push(finish);
    this.#finish(finish);
  }
}

/** The tasks of one connector. */
export class Tasks {
  /** When it is to ask again, in milliseconds. */
  nextPollMs = 100;
  /** When it is to tell of a running task again, in milliseconds; connectors take one second at least. */
  nextHeartbeatMs = 1000;
  /** How long a running task may not be heard of before it is handed out again, in milliseconds. */
  silenceMs = Number.POSITIVE_INFINITY;
  readonly #tasks = new Map<string, ScriptedTask>();

  /** Every task, in the order in which they were queued. */
  get all(): readonly ScriptedTask[] {
    return [...this.#tasks.values()];
  }

  /** Queues a task. Its id follows from its kind and its place alone. @param debug whether its log is wanted */
  push(script: Script, { debug = false } = {}): ScriptedTask {
    const [kind = ''] = Object.keys(script);
    const id = `2${kind}${String(this.#tasks.size + 1).padStart(26 - kind.length, '0')}`;
    const message = create(TaskSchema, { id, debug, taskType: taskType(script) });
    // As a field of a message without any fields.
    if ('unknown' in script && script.unknown !== 'unset')
      message.$unknown = [{ no: script.unknown, wireType: WireType.LengthDelimited, data: Uint8Array.of(0) }];
    const task = new ScriptedTask(message);
    this.#tasks.set(id, task);
    return task;
  }

  /** Hands out the next task, if there is one. */
  take(): ScriptedTask | undefined {
    const now = performance.now();
    const task = this.all.find(
      ({ state, heard }) => state === 'waiting' || (state === 'running' && now - heard > this.silenceMs),
    );
    if (!task) return undefined;
    task.state = 'running';
    task.heard = now;
    return task;
  }

  /** Queues a running task again, in its old place. @throws ConnectError NotFound where it is not running */
  giveBack(id: string): void {
    this.running(id).state = 'waiting';
  }

  /** @throws ConnectError NotFound where it is not running */
  running(id: string): ScriptedTask {
    const task = this.#tasks.get(id);
    if (task?.state !== 'running') throw new ConnectError(`no running task ${id}`, Code.NotFound);
    task.heard = performance.now();
    return task;
  }

  /**
   * One that can be finished: a second time too, which is noted.
   * @throws ConnectError NotFound where it was never handed out
   */
  handedOut(id: string): ScriptedTask {
    const task = this.#tasks.get(id);
    if (!task || task.state === 'waiting') throw new ConnectError(`no running task ${id}`, Code.NotFound);
    return task;
  }
}

function taskType(script: Script): MessageInitShape<typeof TaskSchema>['taskType'] {
  if ('hello' in script) return { case: 'hello', value: script.hello };
  if ('syncFull' in script) return { case: 'syncFull', value: script.syncFull };
  if ('grant' in script) return { case: 'grant', value: script.grant };
  if ('revoke' in script) return { case: 'revoke', value: script.revoke };
  if ('listEventFeeds' in script) return { case: 'listEventFeeds', value: script.listEventFeeds };
  if ('actionListSchemas' in script) return { case: 'actionListSchemas', value: script.actionListSchemas };
  return undefined;
}
