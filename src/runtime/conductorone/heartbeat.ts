import { Code } from '@connectrpc/connect';
import { pause } from './abort.ts';
import type { Api } from './api.ts';
import { messageOf } from './error.ts';
import { untilHeartbeat } from './intervals.ts';
import type { Wait } from './retry.ts';
import { TaskError } from './task.ts';

/** So many heartbeats in a row must fail for a task to be given up. */
const mostFailures = 10;

/** Tells ConductorOne that a task is being worked at, and aborts the task where ConductorOne wants that or is not heard. */
export class Heartbeat {
  readonly #api: Api;
  readonly #taskId: string;
  readonly #task: AbortController;
  readonly #wait: Wait;
  readonly #over = new AbortController();
  #interval = untilHeartbeat(undefined);
  #failures = 0;
  #beating: Promise<void> = Promise.resolve();

  /** @param task is aborted with a TaskError */
  constructor(api: Api, taskId: string, task: AbortController, wait: Wait) {
    this.#api = api;
    this.#taskId = taskId;
    this.#task = task;
    this.#wait = wait;
  }

  /** Beats once before it resolves, so that what is cancelled already is never begun, and goes on until stopped. */
  async start(): Promise<void> {
    await this.#beat();
    this.#beating = this.#goOn();
  }

  /** Resolves once no heartbeat is under way any more. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#beating;
  }

  async #goOn(): Promise<void> {
    for (;;) {
      await pause(this.#interval, this.#over.signal, this.#wait);
      if (this.#over.signal.aborted || this.#task.signal.aborted) return;
      await this.#beat();
    }
  }

  async #beat(): Promise<void> {
    try {
      const { cancelled, next } = await this.#api.heartbeat(this.#taskId, this.#over.signal);
      this.#failures = 0;
      this.#interval = next;
      if (cancelled) this.#task.abort(new TaskError(Code.Canceled, 'ConductorOne has cancelled the task'));
    } catch (error) {
      this.#failures += 1;
      if (this.#over.signal.aborted || this.#failures < mostFailures) return;
      const message = `${mostFailures} heartbeats in a row have failed, the last one so: ${messageOf(error)}`;
      this.#task.abort(new TaskError(Code.Unavailable, message));
    }
  }
}
