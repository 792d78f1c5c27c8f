import { rm } from 'node:fs/promises';
import type { Any } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import type {
  Task,
  Task_GrantTask,
  Task_RevokeTask,
  Task_SyncFullTask,
} from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';

/** A task's kind; `unknown` is one that this version has never heard of. */
export type TaskKind = 'hello' | 'syncFull' | 'grant' | 'revoke' | 'unknown';

/** How a task ends: `unsupported` are those that nobody here handles. */
export type Outcome = 'done' | 'failed' | 'cancelled' | 'unsupported';

/** What goes with a task. */
export interface TaskContext {
  readonly id: string;
  /** Aborts once the task is not wanted any more, or the connector is to stop: it has to settle within a second then. */
  readonly signal: AbortSignal;
}

/** What ConductorOne is answered beside that all went well. */
export interface TaskResult {
  readonly response?: Any;
  readonly annotations?: Any[];
}

/** Who handles which tasks; those without a handler are refused. They throw a TaskError to say more than a message. */
export interface Handlers {
  /** Resolves with the path of a complete .c1z file, which is uploaded and then removed, however that goes. */
  readonly syncFull?: (task: Task_SyncFullTask, context: TaskContext) => Promise<string>;
  readonly grant?: (task: Task_GrantTask, context: TaskContext) => Promise<TaskResult>;
  readonly revoke?: (task: Task_RevokeTask, context: TaskContext) => Promise<TaskResult>;
}

/** Why a task has not succeeded, as ConductorOne is told. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly code: Code;
  /** Whether trying again would be of no use. */
  readonly nonRetryable: boolean;

  constructor(code: Code, message: string, options: ErrorOptions & { readonly nonRetryable?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.nonRetryable = options.nonRetryable ?? false;
  }
}

/** What kind of task it is. */
export function kindOf({ taskType }: Task): TaskKind {
  return taskType.case === undefined || taskType.case === 'none' ? 'unknown' : taskType.case;
}

/** Whether somebody handles it. */
export function isHandled(task: Task, handlers: Handlers): boolean {
  const kind = kindOf(task);
  return kind !== 'unknown' && kind !== 'hello' && handlers[kind] !== undefined;
}

/**
 * Does what a task asks for.
 * @param upload hands a file over
 * @throws TaskError UNIMPLEMENTED where nobody handles it; whatever handlers and the upload throw
 */
export async function runHandler(
  task: Task,
  handlers: Handlers,
  signal: AbortSignal,
  upload: (file: string) => Promise<void>,
): Promise<TaskResult> {
  const { taskType } = task;
  const context = { id: task.id, signal };
  if (taskType.case === 'grant' && handlers.grant) return handlers.grant(taskType.value, context);
  if (taskType.case === 'revoke' && handlers.revoke) return handlers.revoke(taskType.value, context);
  if (taskType.case === 'syncFull' && handlers.syncFull) {
    const file = await handlers.syncFull(taskType.value, context);
    try {
      await upload(file);
    } finally {
      await rm(file, { force: true });
    }
    return {};
  }
  throw new TaskError(Code.Unimplemented, `this connector takes no tasks ${described(task)}`, {
    nonRetryable: true,
  });
}

/** Of an unknown kind there is only the number of its field, which is 100 at least. */
function described({ taskType, $unknown = [] }: Task): string {
  const kind = taskType.case ?? $unknown.find(({ no }) => no >= 100)?.no;
  return kind === undefined ? 'without a kind' : `of the kind ${kind}`;
}
