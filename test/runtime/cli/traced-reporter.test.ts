import { expect, test } from '@jest/globals';
import type { ReportedProgress, Reporter } from '../../../src/runtime/cli/reporter.ts';
import { TracedReporter } from '../../../src/runtime/cli/traced-reporter.ts';
import { Telemetry } from '../../../src/runtime/telemetry/telemetry.ts';

const progress: ReportedProgress = { phase: 'reading', users: 1, groups: 0, spaces: 0, grants: 0 };
const cost = { requests: 1, retries: 0, waited: 0, peak: 1 };

class Noting implements Reporter {
  readonly told: string[] = [];
  readonly interval: number;

  constructor(interval: number) {
    this.interval = interval;
  }

  progress(): void {
    this.told.push('progress');
  }

  note(message: string): void {
    this.told.push(message);
  }

  warn(message: string): void {
    this.told.push(message);
  }

  done(): void {
    this.told.push('done');
  }

  failed(message: string): void {
    this.told.push(message);
  }
}

test.each([
  ['each time', 0, 3],
  ['not before it is due', 1_000_000, 0],
])('TracedReporter tells both, but a log of the progress %s', async (_, interval, logs) => {
  const [shown, logged] = [new Noting(100), new Noting(interval)];
  const telemetry = new Telemetry({
    collector: { url: new URL('http://127.0.0.1:1'), port: 1 },
    headers: {},
    attributes: {},
    version: '0.0.0',
    signals: { traces: false, logs: false },
    redact: (text) => text,
    warn: () => {},
  });
  const reporter = new TracedReporter({
    name: 'sync',
    telemetry,
    shown,
    logged,
    stop: new AbortController().signal,
  });
  for (let index = 0; index < 3; index += 1) reporter.progress(progress, cost);
  reporter.note('a note');
  reporter.warn('a warning');
  reporter.failed('failed');
  await telemetry.end();
  expect(reporter.interval).toBe(100);
  expect(shown.told).toEqual(['progress', 'progress', 'progress', 'a note', 'a warning', 'failed']);
  expect(logged.told).toEqual([...Array(logs).fill('progress'), 'a note', 'a warning', 'failed']);
});
