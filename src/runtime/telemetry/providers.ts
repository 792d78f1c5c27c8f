import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type ReadableSpan,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { CollectorClient } from './collector-client.ts';

/** So many wait to be sent at most: what comes then is dropped. */
const maxQueueSize = 4096;

/** How long they wait for others at most, in milliseconds. */
const scheduledDelayMillis = 1_000;

/** As OpenTelemetry's exporters tell how it went. */
type Told = (result: { readonly code: 0 | 1; readonly error?: Error }) => void;

/** What makes spans, sent in batches to a collector. */
export function tracerProvider(
  client: CollectorClient,
  attributes: Readonly<Record<string, string>>,
): TracerProvider {
  const exporter = new Exporter<ReadableSpan>((spans) =>
    client.send('traces', ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array()),
  );
  return new TracerProvider({
    resource: resourceFromAttributes(attributes),
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize, scheduledDelayMillis })],
  });
}

/** What makes records of logs, sent in batches to a collector. */
export function loggerProvider(
  client: CollectorClient,
  attributes: Readonly<Record<string, string>>,
): LoggerProvider {
  const exporter = new Exporter<ReadableLogRecord>((records) =>
    client.send('logs', ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array()),
  );
  return new LoggerProvider({
    resource: resourceFromAttributes(attributes),
    processors: [new BatchLogRecordProcessor({ exporter, maxQueueSize, scheduledDelayMillis })],
  });
}

/** Hands batches on, and knows which are under way. */
class Exporter<Item> {
  readonly #send: (items: Item[]) => Promise<void>;
  readonly #pending = new Set<Promise<void>>();

  constructor(send: (items: Item[]) => Promise<void>) {
    this.#send = send;
  }

  export(items: Item[], told: Told): void {
    const sending = this.#send(items)
      .then(
        () => told({ code: 0 }),
        (error: Error) => told({ code: 1, error }),
      )
      .finally(() => this.#pending.delete(sending));
    this.#pending.add(sending);
  }

  /** Until nothing is under way. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}
