import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServingProcess, type Size } from '../../runtime/cli/serving.ts';
import { generateSite } from '../../simulator/generate.ts';
import { filesBelow, temporaryFolder } from '../../support/files.ts';
import { median } from '../../support/median.ts';

let serving: ServingProcess;
beforeEach(async () => {
  const site = generateSite({ users: 500, groups: 20, spaces: 50, permissions: 3_000 });
  serving = await ServingProcess.prepare(await temporaryFolder(), { site });
});
afterEach(() => serving.end());

test('50 syncs in a row leave memory, descriptors and files as they were', async () => {
  const { api } = serving;
  serving.launch();
  const sizes: Size[] = [];
  for (let count = 0; count < 50; count += 1) {
    const task = api.tasks.push({ syncFull: {} });
    expect(await task.finished).toMatchObject({ outcome: 'success' });
    expect(task.uploads).toHaveLength(1);
    sizes.push(await serving.size());
  }
  // The first ones fill caches.
  const [early, late] = [sizes.slice(10, 20), sizes.slice(40)];
  const usual = (some: readonly Size[], of: keyof Size) => median(some.map((size) => size[of]));
  expect(usual(late, 'memory')).toBeLessThan(1.2 * usual(early, 'memory'));
  // Connections wait for a while to be used again: as many at most as there are requests side by side.
  expect(usual(late, 'descriptors')).toBeLessThanOrEqual(usual(early, 'descriptors') + 16);
  const numbers = expect.stringMatching(/^confluence-sync[.]last[.]/);
  expect([...(await filesBelow(serving.scratch)).keys()]).toEqual([numbers]);
  await serving.stopped();
  expect(await serving.left()).toEqual([]);
});
