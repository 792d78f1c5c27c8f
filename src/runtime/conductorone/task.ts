import { rm } from 'node:fs/promises';
import type { Any } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import type { Task } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';

/** A kind of task that has a message, and that message. */
type TaskType = Exclude<Task['taskType'], { readonly case: undefined | 'none' }>;

/** A task's kind; `unknown` is one that this version has never heard of. */
export type TaskKind = TaskType['case'] | 'unknown';

/** A kind that a handler can be for: the service answers `hello` itself. */
type HandledKind = Exclude<TaskType['case'], 'hello'>;

/** How a task ends: `unsupported` are those that nobody here handles. */
export type Outcome = 'done' | 'failed' | 'cancelled' | 'unsupported';

/** What goes with a task. */
export interface TaskContext {
  readonly id: string;
  /** Whether the task's log is wanted, at level debug. */
  readonly debug: boolean;
  /** Aborts once the task is not wanted any more, or the connector is to stop: it has to settle within a second then. */
  readonly signal: AbortSignal;
}

/** What ConductorOne is answered beside that all went well. */
export interface TaskResult {
  readonly response?: Any;
  readonly annotations?: Any[];
  /** Paths of complete files. They are uploaded in this order before the answer, and removed, however that goes. */
  readonly files?: readonly string[];
}

/** Does what a task of one kind asks for. Throws a TaskError to say more than a message. */
type Handler<Kind extends HandledKind> = (
  task: Extract<TaskType, { readonly case: Kind }>['value'],
  context: TaskContext,
) => Promise<TaskResult>;

/** Who handles which tasks; those without a handler are refused. */
export type Handlers = { readonly [Kind in HandledKind]?: Handler<Kind> };

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

/** Who handles it, if anybody does. */
function handlerOf(
  { taskType }: Task,
  handlers: Handlers,
): ((context: TaskContext) => Promise<TaskResult>) | undefined {
  if (taskType.case === undefined || taskType.case === 'none' || taskType.case === 'hello') return undefined;
  // The compiler does not see that the two are of the same kind.
  const handler = handlers[taskType.case] as Handler<HandledKind> | undefined;
  return handler && ((context) => handler(taskType.value as never, context));
}

/** Whether somebody handles it. */
export function isHandled(task: Task, handlers: Handlers): boolean {
  return handlerOf(task, handlers) !== undefined;
}

/**
 * Does what a task asks for.
 * @param upload hands a file over
 * @throws TaskError UNIMPLEMENTED if nobody handles it; whatever handlers and the upload throw
 */
export async function runHandler(
  task: Task,
  handlers: Handlers,
  signal: AbortSignal,
  upload: (file: string) => Promise<void>,
): Promise<TaskResult> {
  const handler = handlerOf(task, handlers);
  if (!handler) {
    throw new TaskError(Code.Unimplemented, `this connector takes no tasks ${described(task)}`, {
      nonRetryable: true,
    });
  }
  const { files = [], ...answer } = await handler({ id: task.id, debug: task.debug, signal });
  try {
    for (const file of files) await upload(file);
  } finally {
    for (const file of files) await rm(file, { force: true });
  }
  return answer;
}

/** Of an unknown kind there is only the number of its field, which is 100 at least. */
function described({ taskType, $unknown = [] }: Task): string {
  const kind = taskType.case ?? $unknown.find(({ no }) => no >= 100)?.no;
  return kind === undefined ? 'without a kind' : `of the kind ${kind}`;
}
