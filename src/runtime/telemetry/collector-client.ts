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

/** How long there is no other warning of its kind after one, in milliseconds. */
const untilNextWarning = 3_600_000;

/** Answers that may be others when asked again. */
const passing: readonly Code[] = [
  Code.Aborted,
  Code.DeadlineExceeded,
  Code.ResourceExhausted,
  Code.Unavailable,
];

/** The flags by which nothing of a kind is sent. */
const without: Readonly<Record<Signal, string>> = {
  traces: '--otel-tracing-disabled',
  logs: '--otel-logging-disabled',
};

/** How it goes with one kind: some collectors take traces only. */
interface State {
  failures: number;
  /** As performance.now() counts it. */
  pausedUntil: number;
}

/**
 * Sends to a collector. One that is not there or does not answer costs little: what is not taken is dropped, and for a
 * while nothing else is sent.
 */
export class CollectorClient {
  readonly #options: CollectorClientOptions;
  /** Aborts once nobody waits any more. */
  readonly #hurry = new AbortController();
  readonly #end = new AbortController();
  readonly #states: Readonly<Record<Signal, State>> = {
    traces: { failures: 0, pausedUntil: Number.NEGATIVE_INFINITY },
    logs: { failures: 0, pausedUntil: Number.NEGATIVE_INFINITY },
  };
  /** When there may be another warning, by what it is about. */
  readonly #silentUntil = new Map<string, number>();
  #connection: CollectorConnection | undefined;

  constructor(options: CollectorClientOptions) {
    this.#options = options;
  }

  /** Sends a request's bytes. @throws Error if they are dropped */
  async send(signal: Signal, bytes: Uint8Array): Promise<void> {
    const state = this.#states[signal];
    const isLast = this.#hurry.signal.aborted;
    if (!isLast && performance.now() < state.pausedUntil) throw new Error('nothing is sent for a while');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const refusal = await this.#export(signal, bytes);
        state.failures = 0;
        if (refusal !== '')
          this.#warn(signal, `The collector ${this.#options.host} refuses some ${signal}: ${refusal}`);
        return;
      } catch (error) {
        if (this.#end.signal.aborted) throw error;
        const { code } = ConnectError.from(error);
        const mayPass = passing.includes(code) && attempt < attempts && state.failures === 0;
        if (!mayPass || this.#hurry.signal.aborted) throw this.#dropped(signal, error);
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
    this.#warnOfSilence('no answer in time');
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

  #dropped(signal: Signal, error: unknown): unknown {
    const state = this.#states[signal];
    state.failures += 1;
    state.pausedUntil = performance.now() + backoff(state.failures, pauses);
    const network = networkReason(error);
    const { code, rawMessage } = ConnectError.from(error);
    const answer = `${codeName(code)}: ${rawMessage}`;
    // Nobody but the clock ends a call.
    const isLate = code === Code.DeadlineExceeded || code === Code.Canceled;
    if (network || isLate || passing.includes(code)) {
      // A connection may be dead without anybody having said so.
      this.#disconnect();
      // What OpenSSL says has its own source files in it.
      const reason = network?.code.startsWith('ERR_SSL_') ? network.code : network?.message;
      this.#warnOfSilence(reason ?? (isLate ? 'no answer in time' : answer));
    } else {
      const { host } = this.#options;
      this.#warn(
        signal,
        `The collector ${host} refuses ${signal}: ${answer}. They are dropped; ${without[signal]} sends none.`,
      );
    }
    return error;
  }

  #warnOfSilence(reason: string): void {
    this.#warn(
      '',
      `Traces and logs do not reach the collector ${this.#options.host}: ${reason}. It must take OTLP over gRPC, usually at port 4317, with TLS unless --otel-collector-endpoint-tls-insecure is set. What it does not take is dropped; nothing else depends on it.`,
    );
  }

  /** @param about tells one kind of warnings from another */
  #warn(about: string, message: string): void {
    const now = performance.now();
    if (now < (this.#silentUntil.get(about) ?? now)) return;
    this.#silentUntil.set(about, now + untilNextWarning);
    const values = Object.values(this.#options.headers).filter((value) => value !== '');
    this.#options.warn(values.reduce((text, value) => text.replaceAll(value, '(hidden)'), message));
  }

  #disconnect(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
