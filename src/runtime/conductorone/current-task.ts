import { AsyncLocalStorage } from 'node:async_hooks';

interface Place {
  task: AbortController | undefined;
}

const places = new AsyncLocalStorage<Place>();

/** Works at a task: until that has settled, {@link currentTask} knows it in all that the work has begun. */
export async function inTask<T>(task: AbortController, work: () => Promise<T>): Promise<T> {
  const place: Place = { task };
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
