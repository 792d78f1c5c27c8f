import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { Cost } from '../confluence/patience.ts';
import type { Progress } from '../sync/sync.ts';
import { withoutPrivate } from './redaction.ts';
import type { Reporter } from './reporter.ts';
import { type Summary, summaryLines } from './summary.ts';

/** Tells people at a terminal: one line that changes while a sync runs, and a summary at its end. */
export class TerminalReporter implements Reporter {
  readonly interval = 100;
  readonly #terminal: WriteStream;
  readonly #secrets: readonly string[];
  readonly #start = Date.now();

  constructor(terminal: WriteStream, secrets: readonly string[]) {
    this.#terminal = terminal;
    this.#secrets = secrets;
  }

  progress({ phase, users, groups, spaces, grants }: Progress, { requests, waited }: Cost): void {
    const elapsed = (Date.now() - this.#start) / 1000;
    const counts = Object.entries({ users, groups, spaces, grants, requests }).map(
      ([what, count]) => `${count.toLocaleString('en-US')} ${what}`,
    );
    const rate = `${Math.round(requests / elapsed)}/s`;
    const pause = waited > 0 ? `, waited ${Math.round(waited / 1000)} s for Confluence` : '';
    const line = `${phase}: ${counts.join(', ')} (${rate}${pause}), ${elapsed.toFixed(1)} s`;
    this.#clear();
    // A line that wraps could not be taken back.
    this.#terminal.write(line.slice(0, this.#terminal.columns - 1));
  }

  note(message: string): void {
    this.#print(message);
  }

  done(summary: Summary): void {
    this.#print(summaryLines(summary).join('\n'));
  }

  failed(message: string): void {
    this.#print(message);
  }

  #print(text: string): void {
    this.#clear();
    this.#terminal.write(`${withoutPrivate(text, this.#secrets)}\n`);
  }

  #clear(): void {
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}
