import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ResultPromise } from 'execa';

/** Kills a process that writes something each time that it has done its work, at any moment of the second time. */
export async function killed(child: ResultPromise<{ reject: false }>): Promise<void> {
  await once(child.stdout, 'data');
  const begun = performance.now();
  await once(child.stdout, 'data');
  await setTimeout(Math.random() * (performance.now() - begun));
  child.kill('SIGKILL');
  expect((await child).signal).toBe('SIGKILL');
}
