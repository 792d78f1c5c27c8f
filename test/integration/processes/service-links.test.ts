import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ServingProcess } from '../../runtime/cli/serving.ts';
import { generateSite } from '../../simulator/generate.ts';
import { type Break, BrokenLink } from '../../support/broken-link.ts';
import { temporaryFolder } from '../../support/files.ts';

let serving: ServingProcess;
let link: BrokenLink;
beforeEach(async () => {
  serving = await ServingProcess.prepare(await temporaryFolder(), { site: generateSite() });
  link = await BrokenLink.start(Number(new URL(serving.api.url).port));
});
afterEach(async () => {
  await serving.end();
  await link.stop();
});

/** More than any connection sends but the one of an upload. */
const amidUpload = 8_000;

test.each<Break>(['damage', 'reset', 'end'])(
  'an upload whose connection meets its %s is tried again, and the service goes on',
  async (how) => {
    const { api } = serving;
    serving.launch({ BATON_C1_API_HOST: `localhost:${link.port}`, BATON_TASK_CONCURRENCY: '1' });
    for (const round of [1, 2, 3]) {
      link.breakNext(how, amidUpload);
      const task = api.tasks.push({ syncFull: {} });
      expect(await task.finished).toMatchObject({ outcome: 'success' });
      expect(link.broken).toBe(round);
      expect(task.uploads).toHaveLength(1);
    }
    const { exitCode } = await serving.stopped();
    expect(exitCode).toBe(0);
    expect(await serving.left()).toEqual([]);
  },
);
