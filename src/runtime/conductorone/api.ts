import { open } from 'node:fs/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type CallOptions, type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import {
  BatonService,
  type BatonServiceFinishTaskRequestSchema,
  type BatonServiceHelloRequestSchema,
  type Task,
} from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { unlessAborted } from './abort.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { conductorOneErrorOf } from './error.ts';
import { untilHeartbeat, untilPoll } from './intervals.ts';
import { ProgressTimeout } from './progress-timeout.ts';
import type { AccessTokenCache } from './token-cache.ts';
import { uploadMessages } from './upload.ts';

/** What a Hello says beside who says it. */
export type HelloRequest = Omit<
  MessageInitShape<typeof BatonServiceHelloRequestSchema>,
  'hostId' | 'taskId' | '$typeName'
>;

/** How a task has ended. */
export type TaskEnd = Omit<
  MessageInitShape<typeof BatonServiceFinishTaskRequestSchema>,
  'hostId' | 'taskId' | '$typeName'
>;

/** How long what is waited for, in milliseconds. */
export interface Timeouts {
  /** An answer to most calls. */
  readonly answer: number;
  /** An answer to GetTask, which may wait for something to tell. */
  readonly task: number;
  /** Any progress of an upload, or the answer after its last chunk. */
  readonly upload: number;
}

/** What is not as usual. */
export interface ApiOptions {
  readonly timeouts?: Partial<Timeouts>;
  /** Is told of each answer. */
  readonly answered?: () => void;
}

/** How a call is made. */
interface How {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs?: number;
  readonly stall?: ProgressTimeout;
  /** @default that of all calls */
  readonly connection?: Connection;
}

const usual: Timeouts = { answer: 30_000, task: 120_000, upload: 120_000 };

/**
 * ConductorOne's API for connectors: each call once, but a second time if its token is refused or the server has asked
 * for another connection meanwhile. Every failure is a ConductorOneError; an abort is the signal's reason, at once.
 */
export class Api {
  readonly #connect: () => Connection;
  readonly #tokens: AccessTokenCache;
  readonly #endpoint: Endpoint;
  readonly #userAgent: string;
  readonly #timeouts: Timeouts;
  readonly #answered: () => void;
  /** Connections that no call is begun on any more. */
  readonly #old = new Set<Connection>();
  #connection: Connection;
  #service: Client<typeof BatonService>;

  /** @param agent what the user agent says after the client's name, e.g. `confluence-connector/1.0.0` */
  constructor(
    connect: () => Connection,
    tokens: AccessTokenCache,
    endpoint: Endpoint,
    agent: string,
    { timeouts: patience, answered = () => {} }: ApiOptions = {},
  ) {
    this.#timeouts = { ...usual, ...patience };
    this.#answered = answered;
    this.#connect = connect;
    this.#tokens = tokens;
    this.#endpoint = endpoint;
    this.#userAgent = `${endpoint.clientName} ${agent}`;
    this.#connection = connect();
    this.#service = createClient(BatonService, this.#connection.transport);
  }

  /** Tells about the connector. @param taskId the task that this answers, if any */
  async hello(greeting: HelloRequest, taskId: string, signal?: AbortSignal): Promise<void> {
    await this.#call('Hello', { signal, timeoutMs: this.#timeouts.answer }, (options) =>
      this.#service.hello({ ...greeting, hostId: this.#endpoint.hostId, taskId }, options),
    );
  }

  /** Asks for something to do. `nextPoll` is how long to wait before asking again, in milliseconds. */
  async getTask(
    signal?: AbortSignal,
  ): Promise<{ readonly task: Task | undefined; readonly nextPoll: number }> {
    const { task, nextPoll } = await this.#call(
      'GetTask',
      { signal, timeoutMs: this.#timeouts.task },
      (options) => this.#service.getTask({ hostId: this.#endpoint.hostId }, options),
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
      { signal, timeoutMs: this.#timeouts.answer },
      (options) => this.#service.heartbeat({ hostId: this.#endpoint.hostId, taskId }, options),
    );
    return { cancelled, next: untilHeartbeat(nextHeartbeat) };
  }

  async finishTask(taskId: string, ending: TaskEnd, signal?: AbortSignal): Promise<void> {
    await this.#call('FinishTask', { signal, timeoutMs: this.#timeouts.answer }, (options) =>
      this.#service.finishTask({ ...ending, hostId: this.#endpoint.hostId, taskId }, options),
    );
  }

  /** Hands over a task's file, holding a few chunks of it in memory. @throws also what opening the file throws */
  async uploadAsset(taskId: string, file: string, signal?: AbortSignal): Promise<void> {
    const handle = await open(file);
    // One of its own: a call that is refused halfway stays open, on and on, as long as its connection does.
    const connection = this.#connect();
    const service = createClient(BatonService, connection.transport);
    const stall = new ProgressTimeout(this.#timeouts.upload);
    try {
      await this.#call('UploadAsset', { signal, stall, connection }, (options) =>
        service.uploadAsset(stall.watched(uploadMessages(this.#endpoint.hostId, taskId, handle)), options),
      );
    } finally {
      stall.end();
      connection.close();
      await handle.close();
    }
  }

  /** Ends whatever is under way, but for uploads. */
  close(): void {
    for (const connection of [this.#connection, ...this.#old]) connection.close();
  }

  async #call<Answer>(
    name: string,
    how: How,
    send: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    const { signal, timeoutMs, stall, connection = this.#connection } = how;
    // The transport has the server know of the timeout, and does not watch it until there is a connection.
    const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const signals = [signal, late, stall?.signal].filter((each) => each !== undefined);
    const options = { timeoutMs, signal: AbortSignal.any(signals) };
    const { goodbyes } = connection;
    const attempt = () => unlessAborted(this.#authorized(options, send), options.signal);
    try {
      const answer = await attempt().catch((error: unknown) => {
        // As load balancers do it before they are replaced: nothing is wrong.
        if (connection.goodbyes > goodbyes && !options.signal.aborted) return attempt();
        throw error;
      });
      this.#answered();
      return answer;
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      const error = conductorOneErrorOf(name, this.#endpoint.host, cause);
      if (error.code === Code.DeadlineExceeded) this.#reconnect();
      throw error;
    }
  }

  async #authorized<Answer>(
    options: CallOptions,
    send: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    const authorization = await this.#tokens.authorization();
    options.signal?.throwIfAborted();
    try {
      return await send(this.#with(authorization, options));
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Unauthenticated) throw error;
      this.#tokens.drop(authorization);
      const renewed = await this.#tokens.authorization();
      options.signal?.throwIfAborted();
      return send(this.#with(renewed, options));
    }
  }

  /** A connection may be dead without anybody having said so. What else is under way there has its time to end. */
  #reconnect(): void {
    const old = this.#connection;
    this.#old.add(old);
    setTimeout(() => {
      this.#old.delete(old);
      old.close();
    }, this.#timeouts.task).unref();
    this.#connection = this.#connect();
    this.#service = createClient(BatonService, this.#connection.transport);
  }

  #with(authorization: string, options: CallOptions): CallOptions {
    return { ...options, headers: { authorization, 'user-agent': this.#userAgent } };
  }
}
