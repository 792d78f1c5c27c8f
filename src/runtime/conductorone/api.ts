import { open } from 'node:fs/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type CallOptions, type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import {
  BatonService,
  type BatonServiceFinishTaskRequestSchema,
  type BatonServiceHelloRequestSchema,
  type Task,
} from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { explained } from './error.ts';
import { untilHeartbeat, untilPoll } from './intervals.ts';
import { settledOrAborted } from './settling.ts';
import type { Tokens } from './tokens.ts';
import { uploadMessages } from './upload.ts';

/** What a Hello says beside who says it. */
export type Greeting = Omit<
  MessageInitShape<typeof BatonServiceHelloRequestSchema>,
  'hostId' | 'taskId' | '$typeName'
>;

/** How a task has ended. */
export type Ending = Omit<
  MessageInitShape<typeof BatonServiceFinishTaskRequestSchema>,
  'hostId' | 'taskId' | '$typeName'
>;

/** In milliseconds: for calls that answer at once, and for the one that may wait for something to tell. */
const patience = { answer: 30_000, task: 120_000 };

/**
 * ConductorOne's API for connectors: each call once, but a second time with a new token where the first one's is
 * refused. Every failure is a ConductorOneError.
 */
export class Api {
  readonly #connect: () => Connection;
  readonly #tokens: Tokens;
  readonly #endpoint: Endpoint;
  readonly #userAgent: string;
  #connection: Connection;
  #service: Client<typeof BatonService>;

  /** @param agent what the user agent says after the client's name, e.g. `confluence-connector/1.0.0` */
  constructor(connect: () => Connection, tokens: Tokens, endpoint: Endpoint, agent: string) {
    this.#connect = connect;
    this.#tokens = tokens;
    this.#endpoint = endpoint;
    this.#userAgent = `${endpoint.clientName} ${agent}`;
    this.#connection = connect();
    this.#service = createClient(BatonService, this.#connection.transport);
  }

  /** Tells about the connector. @param taskId the task that this answers, if any */
  async hello(greeting: Greeting, taskId: string, signal?: AbortSignal): Promise<void> {
    await this.#call('Hello', { signal, timeoutMs: patience.answer }, (options) =>
      this.#service.hello({ ...greeting, hostId: this.#endpoint.hostId, taskId }, options),
    );
  }

  /** Asks for something to do. `nextPoll` is how long to wait before asking again, in milliseconds. */
  async getTask(
    signal?: AbortSignal,
  ): Promise<{ readonly task: Task | undefined; readonly nextPoll: number }> {
    const { task, nextPoll } = await this.#call('GetTask', { signal, timeoutMs: patience.task }, (options) =>
      this.#service.getTask({ hostId: this.#endpoint.hostId }, options),
    );
    return { task: task?.taskType.case === 'none' ? undefined : task, nextPoll: untilPoll(nextPoll) };
  }

  /** Says that a task is being worked at. `next` is how long to wait before saying so again, in milliseconds. */
  async heartbeat(
    taskId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly cancelled: boolean; readonly next: number }> {
    const { cancelled, nextHeartbeat } = await this.#call(
      'Heartbeat',
      { signal, timeoutMs: patience.answer },
      (options) => this.#service.heartbeat({ hostId: this.#endpoint.hostId, taskId }, options),
    );
    return { cancelled, next: untilHeartbeat(nextHeartbeat) };
  }

  async finishTask(taskId: string, ending: Ending, signal?: AbortSignal): Promise<void> {
    await this.#call('FinishTask', { signal, timeoutMs: patience.answer }, (options) =>
      this.#service.finishTask({ ...ending, hostId: this.#endpoint.hostId, taskId }, options),
    );
  }

  /** Hands over a task's file, holding a few chunks of it in memory. @throws also what opening the file throws */
  async uploadAsset(taskId: string, file: string, signal?: AbortSignal): Promise<void> {
    const handle = await open(file);
    // One of its own: a call that is refused halfway stays open, on and on, as long as its connection does.
    const connection = this.#connect();
    const service = createClient(BatonService, connection.transport);
    try {
      await this.#call('UploadAsset', { signal }, (options) =>
        service.uploadAsset(uploadMessages(this.#endpoint.hostId, taskId, handle), options),
      );
    } finally {
      connection.close();
      await handle.close();
    }
  }

  /** Ends whatever is under way, but for uploads. */
  close(): void {
    this.#connection.close();
  }

  async #call<Answer>(
    name: string,
    options: CallOptions,
    send: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await this.#authorized(options, send);
    } catch (cause) {
      const error = explained(name, this.#endpoint.host, cause);
      if (error.code === Code.DeadlineExceeded) this.#reconnect();
      throw error;
    }
  }

  async #authorized<Answer>(
    options: CallOptions,
    send: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    const authorization = await this.#authorization(options.signal);
    try {
      return await send(this.#with(authorization, options));
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Unauthenticated) throw error;
      this.#tokens.drop(authorization);
      return send(this.#with(await this.#authorization(options.signal), options));
    }
  }

  /** A login serves all who wait for it: whoever waits no longer lets it be. */
  async #authorization(signal: AbortSignal | undefined): Promise<string> {
    const authorization = this.#tokens.authorization();
    if (signal) await settledOrAborted(authorization, signal);
    signal?.throwIfAborted();
    return authorization;
  }

  /** A connection may be dead without anybody having said so. What else is under way there ends in its own time. */
  #reconnect(): void {
    this.#connection = this.#connect();
    this.#service = createClient(BatonService, this.#connection.transport);
  }

  #with(authorization: string, options: CallOptions): CallOptions {
    return { ...options, headers: { authorization, 'user-agent': this.#userAgent } };
  }
}
