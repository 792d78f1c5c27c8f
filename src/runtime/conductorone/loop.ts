import { Code } from '@connectrpc/connect';
import { backoff } from '../../network/backoff.ts';
import type { Task } from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { pause, settledOrAborted, settledWithin } from './abort.ts';
import { inTask } from './current-task.ts';
import { ConductorOneError, messageOf } from './error.ts';
import { type TaskWorker, work } from './run-task.ts';
import { TaskError } from './task.ts';

export interface LoopOptions {
  /** The most tasks at once. */
  readonly concurrency: number;
  /** How long running tasks may go on once the signal aborts, in milliseconds. */
  readonly grace: number;
  /** Ends the taking of tasks. */
  readonly signal: AbortSignal;
}

interface Running {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** The waits after failed questions for a task, in milliseconds. */
const waits = { first: 1_000, longest: 60_000 };

/**
 * So many questions in a row may be refused because of the credentials. The waits between them come to a minute and a
 * half at least, in which new ones reach their files, or an outage of the login ends.
 */
const mostRefusals = 9;

/** The least waits before the next question, if there was nothing to do or a task that runs already; in milliseconds. */
const leastPoll = { idle: 100, known: 1_000 };

/** How long an answer is waited for that is under way as the signal aborts, as there may be a task in it; in milliseconds. */
const lastQuestion = 1_000;

/** How long tasks have after the grace period to say how they have ended, in milliseconds. */
const farewell = 3_000;

/** Takes tasks and works at them, several at once, until it is told to stop. */
export class Loop {
  readonly #workshop: TaskWorker;
  readonly #options: LoopOptions;
  readonly #end = new AbortController();
  readonly #running = new Map<string, Running>();

  constructor(workshop: Omit<TaskWorker, 'end'>, options: LoopOptions) {
    this.#workshop = { ...workshop, end: this.#end.signal };
    this.#options = options;
  }

  /**
   * Resolves once it has stopped. Whatever fails is told, and tried again.
   * @throws ConductorOneError if the credentials are refused for good: only a start with new ones helps
   */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const { tell, redact, wait } = this.#workshop;
    let failures = 0;
    let refusals = 0;
    while (!signal.aborted) {
      await this.#freeHands();
      if (signal.aborted) break;
      let next: number;
      try {
        next = await this.#takeTask();
        failures = 0;
        refusals = 0;
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        refusals = isRefusal(error) ? refusals + 1 : 0;
        if (refusals === mostRefusals) {
          await this.#stop();
          throw error;
        }
        next = backoff(failures, waits);
        tell({ type: 'retrying', error: redact(messageOf(error)), wait: next });
      }
      await pause(next, signal, wait);
    }
    await this.#stop();
  }

  /** Until another task may be taken. */
  async #freeHands(): Promise<void> {
    const { concurrency, signal } = this.#options;
    while (this.#running.size >= concurrency && !signal.aborted) {
      await settledOrAborted(Promise.race([...this.#running.values()].map(({ done }) => done)), signal);
    }
  }

  /** Asks for a task and begins it. Resolves with how long to wait before asking again, in milliseconds. */
  async #takeTask(): Promise<number> {
    const { signal } = this.#options;
    const { api, wait } = this.#workshop;
    const asking = new AbortController();
    const answer = api.getTask(asking.signal);
    await settledOrAborted(answer, signal);
    if (signal.aborted) await settledWithin(answer, lastQuestion, wait);
    asking.abort();
    const { task, nextPoll } = await answer;
    if (!task) return Math.max(leastPoll.idle, nextPoll);
    // ConductorOne may give out a task again if it has not heard of it.
    if (this.#running.has(task.id)) return Math.max(leastPoll.known, nextPoll);
    this.#begin(task);
    return nextPoll;
  }

  #begin(task: Task): void {
    const controller = new AbortController();
    if (this.#options.signal.aborted) controller.abort(stopping());
    const { watch } = this.#workshop;
    const progress = watch.begun(task.id);
    const done = inTask(controller, progress, () => work(this.#workshop, task, controller)).finally(() => {
      watch.ended(task.id);
      this.#running.delete(task.id);
    });
    this.#running.set(task.id, { controller, done });
  }

  async #stop(): Promise<void> {
    const { wait, tell } = this.#workshop;
    const running = [...this.#running.values()];
    tell({ type: 'stopping', running: running.length });
    const all = Promise.all(running.map(({ done }) => done));
    await settledWithin(all, this.#options.grace, wait);
    for (const { controller } of this.#running.values()) controller.abort(stopping());
    await settledWithin(all, farewell, wait);
    this.#end.abort();
  }
}

/** Whether ConductorOne does not take the credentials, which may have been replaced. */
function isRefusal(error: unknown): boolean {
  return error instanceof ConductorOneError && error.code === Code.Unauthenticated;
}

function stopping(): TaskError {
  return new TaskError(Code.Canceled, 'the connector is being stopped');
}
