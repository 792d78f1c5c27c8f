import { codeOf } from './error.ts';

/** Whether there is a process of this id, on this machine or in this container. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it runs, though this one may not signal it.
    return codeOf(error) === 'EPERM';
  }
}
