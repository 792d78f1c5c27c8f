import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProgressClock } from './liveness.ts';

interface Place {
  task: AbortController | undefined;
  readonly progress: ProgressClock;
}

const places = new AsyncLocalStorage<Place>();

/** Works at a task: until that has settled, {@link currentTask} knows it in all that the work has begun. */
export async function inTask<T>(
  task: AbortController,
  progress: ProgressClock,
  work: () => Promise<T>,
): Promise<T> {
  const place: Place = { task, progress };
  try {
    return await places.run(place, work);
  } finally {
    place.task = undefined;
  }
}

/** What aborts the task that the running code works at, in listeners to events too; undefined if it works at none. */
export function currentTask(): AbortController | undefined {
  return places.getStore()?.task;
}

/** The task that the running code works at goes on. @param ahead for how long it will stand still, as is known; in milliseconds */
export function reportProgress(ahead = 0): void {
  places.getStore()?.progress.mark(ahead);
}
