import { Code } from '@connectrpc/connect';
import type { Task } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { settledOrAborted, settledWithin, unlessAborted } from './abort.ts';
import type { Api, HelloRequest, TaskEnd } from './api.ts';
import { ConductorOneError, messageOf, mistakeOf } from './error.ts';
import type { Tell } from './event.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LivenessMonitor } from './liveness.ts';
import { type RetryOptions, retried, type Wait } from './retry.ts';
import {
  type Handlers,
  isHandled,
  kindOf,
  type Outcome,
  runHandler,
  TaskError,
  type TaskResult,
} from './task.ts';

/** What working at tasks takes. */
export interface TaskWorker {
  readonly api: Api;
  readonly handlers: Handlers;
  /** What a hello task is answered with. */
  readonly greeting: HelloRequest;
  readonly tell: Tell;
  /** Is told of tasks, and how they go on. */
  readonly watch: LivenessMonitor;
  /** Takes what is private out of messages. */
  readonly redact: (text: string) => string;
  readonly wait: Wait;
  /** Ends every call that is still under way. */
  readonly end: AbortSignal;
}

/** How long a task that was aborted may take to end by itself, in milliseconds. */
const lastMoments = 1_500;

/** The waits between repeated calls for one task, in milliseconds. */
const waits = { first: 1_000, longest: 30_000 };

/** How often they are tried. */
const attempts = { hello: 5, upload: 3, finish: 10 };

/**
 * Works at a task from its first heartbeat until ConductorOne knows how it has ended, and its handler has settled.
 * Never rejects.
 */
export async function work(workshop: TaskWorker, task: Task, controller: AbortController): Promise<void> {
  const { tell } = workshop;
  const start = performance.now();
  const { id } = task;
  const kind = kindOf(task);
  tell({ type: 'task-started', id, kind });
  const failure = await (kind === 'hello' ? hello(workshop, task) : handled(workshop, task, controller));
  const error = failure && workshop.redact(failure.message);
  const stack = mistakeOf(failure?.cause);
  tell({
    type: 'task-ended',
    id,
    kind,
    outcome: outcomeOf(failure),
    ...(error !== undefined && { error }),
    ...(stack !== undefined && { stack: workshop.redact(stack) }),
    elapsed: Math.round(performance.now() - start),
  });
}

/** A hello task is answered by a Hello, and by nothing else. */
async function hello(workshop: TaskWorker, { id }: Task): Promise<TaskError | undefined> {
  const { api, greeting, end } = workshop;
  try {
    await retried(() => api.hello(greeting, id, end), { ...patiently(workshop), attempts: attempts.hello });
    return undefined;
  } catch (error) {
    return taskError(error);
  }
}

async function handled(
  workshop: TaskWorker,
  task: Task,
  controller: AbortController,
): Promise<TaskError | undefined> {
  const { api, handlers, redact, tell, wait, end } = workshop;
  const { signal } = controller;
  const heartbeat = new Heartbeat(api, task.id, controller, wait);
  let ending: TaskEnd;
  let failure: TaskError | undefined;
  let running: Promise<unknown> = Promise.resolve();
  try {
    // What is refused anyhow takes no time.
    if (isHandled(task, handlers) && !signal.aborted) await heartbeat.start();
    signal.throwIfAborted();
    const performing = runHandler(task, handlers, signal, upload(workshop, task, signal));
    running = performing.catch(() => {});
    const answer = await inTime(performing, signal, wait);
    ending = success(answer);
  } catch (error) {
    failure = taskError(signal.aborted ? signal.reason : error);
    ending = unsuccess(failure, redact(failure.message));
  }
  await heartbeat.stop();
  try {
    await retried(() => api.finishTask(task.id, ending, end), {
      ...patiently(workshop),
      attempts: attempts.finish,
    });
  } catch (error) {
    tell({ type: 'task-end-not-reported', id: task.id, kind: kindOf(task), error: redact(messageOf(error)) });
  }
  // What was aborted may still be tidying up.
  await running;
  return failure;
}

function upload(workshop: TaskWorker, { id }: Task, signal: AbortSignal): (file: string) => Promise<void> {
  const options = { ...patiently(workshop), passing: () => true, attempts: attempts.upload, signal };
  return (file) =>
    retried(async () => {
      signal.throwIfAborted();
      await workshop.api.uploadAsset(id, file, signal);
    }, options);
}

/** What the work comes to; once it is aborted, it has a moment left to end by itself. */
async function inTime(running: Promise<TaskResult>, signal: AbortSignal, wait: Wait): Promise<TaskResult> {
  await settledOrAborted(running, signal);
  if (signal.aborted) await settledWithin(running, lastMoments, wait);
  return unlessAborted(running, signal);
}

function patiently({ wait, end, tell, redact }: TaskWorker): RetryOptions {
  return {
    ...waits,
    wait,
    signal: end,
    passing: (error) => error instanceof ConductorOneError && error.passing,
    onRetry: (error, milliseconds) =>
      tell({ type: 'retrying', error: redact(messageOf(error)), wait: milliseconds }),
  };
}

function success({ response, annotations }: TaskResult): TaskEnd {
  return { finalState: { case: 'success', value: { response, annotations } } };
}

function unsuccess({ code, nonRetryable }: TaskError, message: string): TaskEnd {
  return { status: { code, message }, finalState: { case: 'error', value: { nonRetryable } } };
}

function outcomeOf(failure: TaskError | undefined): Outcome {
  if (!failure) return 'done';
  if (failure.code === Code.Canceled) return 'cancelled';
  return failure.code === Code.Unimplemented ? 'unsupported' : 'failed';
}

function taskError(error: unknown): TaskError {
  if (error instanceof TaskError) return error;
  const code = error instanceof ConductorOneError ? error.code : Code.Unknown;
  const message = mistakeOf(error) ? `an error of this program: ${messageOf(error)}` : messageOf(error);
  return new TaskError(code, message, { cause: error });
}
