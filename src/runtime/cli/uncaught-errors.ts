import { Code } from '@connectrpc/connect';
import type { Logger } from 'pino';
import type { Events } from '../../io/io.ts';
import { currentTask } from '../conductorone/current-task.ts';
import { messageOf, mistakeOf } from '../conductorone/error.ts';
import { TaskError } from '../conductorone/task.ts';

/**
 * Does some work during which an uncaught error does not end the process. It ends the task that it comes from. If it
 * comes from no task, it is logged; if it is also a mistake in this program, whose state is then unknown, the work is
 * told to end.
 * @param events emits `uncaughtException` and `unhandledRejection`, as `process` does
 * @param work gets a signal that aborts after such a mistake, and must then end
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
