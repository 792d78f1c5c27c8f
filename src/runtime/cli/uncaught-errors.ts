import { Code } from '@connectrpc/connect';
import type { Logger } from 'pino';
import type { Events } from '../../io/io.ts';
import { currentTask } from '../conductorone/current-task.ts';
import { messageOf, mistakeOf } from '../conductorone/error.ts';
import { TaskError } from '../conductorone/task.ts';

/**
 * Does something for which an error that nobody catches is not the end of the process: it ends the task that it
 * comes from. One that comes from no task is only logged, unless it is a mistake in this program: then nobody knows in
 * what state that is.
 * @param events the process's, which tell of such errors
 * @param work gets a signal that aborts after such a mistake, and must end then
 */
export async function withUncaughtErrors<T>(
  events: Events,
  log: Logger,
  work: (broken: AbortSignal) => Promise<T>,
): Promise<T> {
  const broken = new AbortController();
  const take = (error: unknown) => {
    const task = currentTask();
    log.error({ stack: (error as Partial<Error> | undefined)?.stack }, 'unexpected error');
    if (task) task.abort(new TaskError(Code.Internal, `an error of this program: ${messageOf(error)}`));
    else if (mistakeOf(error)) broken.abort(error);
  };
  const names = ['uncaughtException', 'unhandledRejection'] as const;
  for (const name of names) events.on(name, take);
  try {
    return await work(broken.signal);
  } finally {
    for (const name of names) events.off(name, take);
  }
}
