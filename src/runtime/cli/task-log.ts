import { AsyncLocalStorage } from 'node:async_hooks';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { asJson } from '../../text/json.ts';
import type { Sensitive } from '../../text/sensitive.ts';
import { createLog, type LogLine } from './log.ts';
import { traceRequests } from './trace.ts';

/** Takes a line. */
type Add = (line: string) => void;

const logs = new AsyncLocalStorage<Add>();

/**
 * Puts a line of the log in that of the task which the running code works at, if that has one of its own. What is at
 * level debug is there already.
 */
export function addToTaskLog(line: LogLine): void {
  if (line.level !== 'debug') logs.getStore()?.(`${asJson(line)}\n`);
}

/**
 * Works at a task, and keeps in a file what is logged meanwhile, with each request, as at level debug.
 * @param file its path: a new one, which is the caller's to remove
 * @returns what the work comes to, and whether the file is complete: that it is not costs no task
 */
export async function withTaskLog<Result>(
  file: string,
  hidden: Sensitive,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly complete: boolean }> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  let complete = true;
  stream.on('error', () => {
    complete = false;
  });
  const add: Add = (line) => stream.write(line);
  const log = createLog({ level: 'debug', format: 'json', hidden }, add);
  const endTrace = traceRequests(log, () => logs.getStore() === add);
  let result: Result;
  try {
    result = await logs.run(add, work);
  } finally {
    endTrace();
    stream.end();
    await finished(stream).catch(() => {});
  }
  return { result, complete };
}
