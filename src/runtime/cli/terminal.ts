import { clearLine, cursorTo } from 'node:readline';
import type { Output } from '../../io/io.ts';
import { grouped } from '../../text/count.ts';
import { redacted, type Sensitive } from '../../text/sensitive.ts';
import type { RequestStats } from '../confluence/retrying-client.ts';
import type { ReportedProgress, Reporter } from './reporter.ts';
import { type Summary, summaryLines } from './summary.ts';

/** Tells people at a terminal: one line that changes while a sync runs, and a summary at its end. */
export class TerminalReporter implements Reporter {
  readonly interval = 100;
  readonly #terminal: Output;
  readonly #hidden: Sensitive;
  readonly #start = performance.now();

  constructor(terminal: Output, hidden: Sensitive) {
    this.#terminal = terminal;
    this.#hidden = hidden;
  }

  progress(
    { phase, users, groups, spaces, grants }: ReportedProgress,
    { requests, waited }: RequestStats,
  ): void {
    const elapsed = (performance.now() - this.#start) / 1000;
    const counts = Object.entries({ users, groups, spaces, grants, requests }).map(
      ([what, count]) => `${grouped(count)} ${what}`,
    );
    const rate = `${Math.round(requests / elapsed)}/s`;
    const pause = waited > 0 ? `, waited ${Math.round(waited / 1000)} s for Confluence` : '';
    const line = `${phase}, ${elapsed.toFixed(1)} s, ${rate}${pause}: ${counts.join(', ')}`;
    this.#clear();
    // A line that wraps could not be taken back.
    this.#terminal.write(line.slice(0, (this.#terminal.columns ?? 80) - 1));
  }

  note(message: string): void {
    this.#print(message);
  }

  warn(message: string): void {
    this.#print(message);
  }

  done(summary: Summary): void {
    this.#print(...summaryLines(summary));
  }

  failed(message: string): void {
    this.#print(message);
  }

  #print(...lines: readonly string[]): void {
    this.#clear();
    for (const line of lines) this.#terminal.write(`${redacted(line, this.#hidden)}\n`);
  }

  #clear(): void {
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}
