import { afterEach, beforeEach } from '@jest/globals';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { confluenceSyncHere } from '../cli/run.ts';
import { Collector } from './collector.ts';
import type { ReceivedSpan } from './otlp.ts';

export type Texts = Readonly<Record<string, string>>;

/** A collector, and a folder to run in, for each test of the file that calls {@link collecting}. */
class Collecting {
  folder = '';
  #collector: Collector | undefined;
  readonly #ends: (() => Promise<void>)[] = [];

  async begin(): Promise<void> {
    this.folder = await temporaryFolder();
    await this.listen();
    this.endWith(() => this.collector.stop());
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }

  /** Stops the collector, if there is one, and starts another one. */
  async listen(...options: Parameters<typeof Collector.start>): Promise<void> {
    await this.#collector?.stop();
    this.#collector = await Collector.start(...options);
  }

  get collector(): Collector {
    if (!this.#collector) throw new Error('There is no collector yet.');
    return this.#collector;
  }

  /** Has something done after the test. */
  endWith(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  /** What has a collector without TLS take everything. */
  plainly(endpoint = this.collector.endpoint): Texts {
    return {
      BATON_OTEL_COLLECTOR_ENDPOINT: endpoint,
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_INSECURE: 'true',
    };
  }

  async simulated(): Promise<Simulator> {
    const simulator = await Simulator.start({ site: siteFrom(smallSite) });
    this.endWith(() => simulator.stop());
    return simulator;
  }

  /** A sync of the small site. */
  async synced(settings: Texts, simulator?: Simulator) {
    const { environment } = simulator ?? (await this.simulated());
    return confluenceSyncHere([], { env: { ...environment, ...settings }, cwd: this.folder });
  }

  /** The first span of a name. */
  spanOf(name: string): ReceivedSpan {
    const found = this.collector.spans.find((span) => span.name === name);
    if (!found) throw new Error(`There is no span ${name}.`);
    return found;
  }
}

/** A collector for each test of a file. */
export function collecting(): Collecting {
  const world = new Collecting();
  beforeEach(() => world.begin());
  afterEach(() => world.end());
  return world;
}

/** Spans as `parent > name`, with the parents that a collector knows. */
export function tree(spans: readonly ReceivedSpan[]): readonly string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return [
    ...new Set(spans.map(({ parentSpanId, name }) => `${names.get(parentSpanId) ?? ''} > ${name}`)),
  ].sort();
}
