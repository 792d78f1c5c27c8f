import { createHash } from 'node:crypto';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { type Code, ConnectError, createRouterTransport, type HandlerContext } from '@connectrpc/connect';
import { Api } from '../../../src/runtime/conductorone/api.ts';
import { codeName } from '../../../src/runtime/conductorone/error.ts';
import type { ServiceEvent } from '../../../src/runtime/conductorone/event.ts';
import { type ServiceOptions, serveWith } from '../../../src/runtime/conductorone/service.ts';
import { AccessTokenCache } from '../../../src/runtime/conductorone/token-cache.ts';
import {
  BatonService,
  type BatonServiceFinishTaskRequest,
  TaskSchema,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { Clock, idle, until } from './clock.ts';

/** What a call meets in place of an answer: an error of this code. */
type Fault = (method: string, calls: number) => Code | undefined;

/** ConductorOne's API in memory, which does as a test tells it, and keeps what it was asked. */
export class Scripted {
  /** As `<method> <task id>`, FinishTask also with how the task ended. */
  readonly calls: string[] = [];
  /** What came with each call. */
  readonly headers: Headers[] = [];
  readonly hostIds = new Set<string>();
  readonly finished: BatonServiceFinishTaskRequest[] = [];
  /** Uploads that were whole and had the right checksum. */
  readonly uploads: Buffer[] = [];
  /** To be given out, in order. */
  readonly tasks: MessageInitShape<typeof TaskSchema>[] = [];
  /** Those that a heartbeat will hear of as cancelled. */
  readonly cancelled = new Set<string>();
  fault: Fault = () => undefined;
  /** Milliseconds. */
  nextPoll = 1_000;
  /** Milliseconds. */
  nextHeartbeat = 10_000;
  /** Before a GetTask is answered. */
  hold: Promise<unknown> = Promise.resolve();

  readonly transport = createRouterTransport(({ service }) => {
    service(BatonService, {
      hello: ({ hostId, taskId }, context) => {
        this.#enter('Hello', hostId, taskId, context);
        return {};
      },
      getTask: async ({ hostId }, context) => {
        this.#enter('GetTask', hostId, '', context);
        await this.hold;
        const task = this.tasks.shift() ?? { taskType: { case: 'none', value: {} } };
        return { task, nextPoll: durationFromMs(this.nextPoll) };
      },
      heartbeat: ({ hostId, taskId }, context) => {
        this.#enter('Heartbeat', hostId, taskId, context);
        return {
          cancelled: this.cancelled.has(taskId),
          nextHeartbeat: durationFromMs(this.nextHeartbeat),
        };
      },
      finishTask: (request, context) => {
        const { finalState, status, hostId, taskId } = request;
        const end = status ? `${finalState.case} ${codeName(status.code)}` : finalState.case;
        this.#enter('FinishTask', hostId, `${taskId} ${end}`, context);
        this.finished.push(request);
        return {};
      },
      uploadAsset: async (messages, context) => {
        const chunks: Uint8Array[] = [];
        for await (const { msg } of messages) {
          if (msg.case === 'metadata') {
            this.#enter('UploadAsset', msg.value.hostId, msg.value.taskId, context);
          } else if (msg.case === 'data') {
            chunks.push(msg.value.data);
          } else if (msg.case === 'eof') {
            const bytes = Buffer.concat(chunks);
            const checksum = createHash('sha256').update(bytes).digest();
            if (checksum.equals(msg.value.sha256Checksum)) this.uploads.push(bytes);
          }
        }
        return {};
      },
    });
  });

  /** An API that reaches it. @param token the n-th one, from 1 */
  api(token = (count: number) => `Bearer ${count}`): Api {
    let count = 0;
    const tokens = new AccessTokenCache(async () => {
      count += 1;
      return { authorization: token(count), expires: performance.now() + 3_600_000 };
    });
    const endpoint = { host: 'acme.test', audience: 'acme.test', clientName: 'bot', hostId: 'pod-1' };
    return new Api(
      () => ({ transport: this.transport, goodbyes: 0, close: () => {} }),
      tokens,
      endpoint,
      'confluence-connector/1.2.3',
    );
  }

  count(method: string): number {
    return this.calls.filter((call) => call.startsWith(method)).length;
  }

  #enter(method: string, hostId: string, what: string, { requestHeader }: HandlerContext): void {
    this.calls.push(`${method} ${what}`.trim());
    this.headers.push(requestHeader);
    this.hostIds.add(hostId);
    const code = this.fault(method, this.count(method));
    if (code !== undefined) throw new ConnectError(`told to fail ${method}`, code);
  }
}

/** A service under test: what it says, and how to end it. */
export interface Served {
  readonly clock: Clock;
  readonly events: readonly ServiceEvent[];
  /** Settles as the service does. */
  readonly done: Promise<void>;
  /** Tells it to stop, and lets a minute pass. */
  end(): Promise<void>;
  readonly stop: AbortController;
}

/** Has the scripted ConductorOne served, and lets everything happen that takes no time. */
export async function served(scripted: Scripted, options: Partial<ServiceOptions> = {}): Promise<Served> {
  const clock = new Clock();
  const stop = new AbortController();
  const events: ServiceEvent[] = [];
  const done = serveWith(scripted.api(), {
    about: { package: 'confluence-connector', version: '1.2.3', metadata: { displayName: 'Confluence' } },
    handlers: {},
    signal: stop.signal,
    tell: (event) => events.push(event),
    wait: clock.wait,
    ...options,
  });
  // Whoever is interested awaits it.
  done.catch(() => {});
  // Before, it reads a file.
  await until(() => scripted.calls.length > 0);
  await idle();
  const end = async () => {
    stop.abort();
    await clock.pass(60_000);
    await done;
  };
  return { clock, events, done, end, stop };
}

/** Ids as ConductorOne's are: 27 letters and digits. */
export function taskId(number: number): string {
  return `task${number}`.padEnd(27, 'x');
}

/** A task of a kind that has no fields that matter. */
export function task(kind: 'hello' | 'syncFull' | 'grant' | 'revoke', number = 1) {
  return create(TaskSchema, { id: taskId(number), taskType: { case: kind, value: {} } as never });
}

/** A task of a kind that came up later than this connector, which says that it is running, too. */
export function unknownTask(number = 1) {
  const message = create(TaskSchema, { id: taskId(number) });
  message.$unknown = [
    { no: 2, wireType: WireType.Varint, data: Uint8Array.of(3) },
    { no: 110, wireType: WireType.LengthDelimited, data: Uint8Array.of(0) },
  ];
  return message;
}

/** A handler that goes on until its task is aborted. */
export const untilAborted = (_: unknown, { signal }: { readonly signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** A handler that has nothing to do. */
export const grant = async () => ({});
