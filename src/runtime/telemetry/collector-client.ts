import { setTimeout as sleep } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { type CallOptions, Code, ConnectError, createClient } from '@connectrpc/connect';
import { backoff } from '../../network/backoff.ts';
import { networkReason } from '../../network/network-error.ts';
import { codeName } from '../conductorone/error.ts';
import {
  ExportLogsServiceRequestSchema,
  LogsService,
} from '../proto/gen/opentelemetry/proto/collector/logs/v1/logs_service_pb.ts';
import {
  ExportTraceServiceRequestSchema,
  TraceService,
} from '../proto/gen/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts';
import type { CollectorConnection } from './connection.ts';

/** What is sent: each has a service of its own. */
export type Signal = 'traces' | 'logs';

export interface CollectorClientOptions {
  /** The collector, for messages. */
  readonly host: string;
  readonly connect: () => CollectorConnection;
  /** Go with each call. Their values may be secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Is told, seldom, that something does not reach the collector, and why. */
  readonly warn: (message: string) => void;
  /** How long the collector may take to answer, in milliseconds. @default 5 seconds */
  readonly timeout?: number;
}

/** How often something is sent before it is dropped, and the waits between, in milliseconds. */
const attempts = 3;
const waits = { first: 500, longest: 2_000 };

/** How long nothing is sent after something was dropped, in milliseconds. */
const pauses = { first: 5_000, longest: 60_000 };

/** How long there is no other warning after one, in milliseconds. */
const untilNextWarning = 3_600_000;

/** Answers that may be others when asked again. */
const passing: readonly Code[] = [
  Code.Aborted,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Unavailable,
];

/**
 * Sends to a collector. One that is not there or does not answer costs little: what is not taken is dropped, and for a
 * while nothing else is sent.
 */
export class CollectorClient {
  readonly #options: CollectorClientOptions;
  /** Aborts once nobody waits any more. */
  readonly #hurry = new AbortController();
  readonly #end = new AbortController();
  #connection: CollectorConnection | undefined;
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #silentUntil = Number.NEGATIVE_INFINITY;

  constructor(options: CollectorClientOptions) {
    this.#options = options;
  }

  /** Sends a request's bytes. @throws Error if they are dropped */
  async send(signal: Signal, bytes: Uint8Array): Promise<void> {
    const isLast = this.#hurry.signal.aborted;
    if (!isLast && performance.now() < this.#pausedUntil) throw new Error('nothing is sent for a while');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const refusal = await this.#export(signal, bytes);
        this.#failures = 0;
        if (refusal !== '') this.#warn(`${this.#options.host} does not take some ${signal}: ${refusal}`);
        return;
      } catch (error) {
        if (this.#end.signal.aborted) throw error;
        const { code } = ConnectError.from(error);
        const mayPass = passing.includes(code) && attempt < attempts && this.#failures === 0;
        if (!mayPass || this.#hurry.signal.aborted) throw this.#dropped(error);
        await sleep(backoff(attempt, waits), undefined, { signal: this.#hurry.signal }).catch(() => {});
      }
    }
  }

  /** From now on, nothing is tried again. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Says that what is under way has no answer in time. */
  giveUp(): void {
    this.#warnOf('no answer in time');
  }

  /** Ends whatever is under way. */
  close(): void {
    this.#hurry.abort();
    this.#end.abort();
    this.#disconnect();
  }

  /** @returns what the collector has against some of it, if anything */
  async #export(signal: Signal, bytes: Uint8Array): Promise<string> {
    this.#connection ??= this.#options.connect();
    const { transport } = this.#connection;
    const { headers, timeout: timeoutMs = 5_000 } = this.#options;
    const options: CallOptions = {
      timeoutMs,
      // The transport has the server know of the timeout, and does not watch it until there is a connection.
      signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(timeoutMs)]),
      headers,
    };
    if (signal === 'logs') {
      const request = fromBinary(ExportLogsServiceRequestSchema, bytes);
      const { partialSuccess } = await createClient(LogsService, transport).export(request, options);
      return partialSuccess && partialSuccess.rejectedLogRecords > 0 ? partialSuccess.errorMessage : '';
    }
    const request = fromBinary(ExportTraceServiceRequestSchema, bytes);
    const { partialSuccess } = await createClient(TraceService, transport).export(request, options);
    return partialSuccess && partialSuccess.rejectedSpans > 0 ? partialSuccess.errorMessage : '';
  }

  #dropped(error: unknown): unknown {
    this.#failures += 1;
    this.#pausedUntil = performance.now() + backoff(this.#failures, pauses);
    // A connection may be dead without anybody having said so.
    this.#disconnect();
    const network = networkReason(error);
    const { code, rawMessage } = ConnectError.from(error);
    // Nobody else ends a call.
    const isLate = code === Code.DeadlineExceeded || code === Code.Canceled;
    const answer = isLate ? 'no answer in time' : `${codeName(code)}: ${rawMessage}`;
    // What OpenSSL says has its own source files in it.
    this.#warnOf(network?.code.startsWith('ERR_SSL_') ? network.code : (network?.message ?? answer));
    return error;
  }

  #warnOf(reason: string): void {
    this.#warn(
      `Traces and logs do not reach the collector ${this.#options.host}: ${reason}. It must take OTLP over gRPC, usually at port 4317, with TLS unless --otel-collector-endpoint-tls-insecure is set. What it does not take is dropped; nothing else depends on it.`,
    );
  }

  #warn(message: string): void {
    if (performance.now() < this.#silentUntil) return;
    this.#silentUntil = performance.now() + untilNextWarning;
    const values = Object.values(this.#options.headers).filter((value) => value !== '');
    this.#options.warn(values.reduce((text, value) => text.replaceAll(value, '(hidden)'), message));
  }

  #disconnect(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
