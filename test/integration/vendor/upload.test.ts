import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { built } from '../../peers/built.ts';
import { baton, binary } from '../../peers/peers.ts';
import { ServingProcess } from '../../runtime/cli/serving.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

let serving: ServingProcess;
let api: ConnectorApi;
let simulator: Simulator;

beforeEach(async () => {
  serving = await ServingProcess.prepare(await temporaryFolder(), { site: generateSite() });
  ({ api, simulator } = serving);
});
afterEach(() => serving.end());

describeWith([built(baton)], 'the vendor’s baton', () => {
  test('opens what is uploaded', async () => {
    const task = api.tasks.push({ syncFull: {} });
    serving.launch();
    await task.finished;
    const [upload] = task.uploads;
    const args = ['resources', '--resource-type', 'space', '--output-format', 'json'];
    const { stdout } = await execa(binary(baton), [...args, '--file', upload?.path ?? '']);
    const names = JSON.parse(stdout).resources.map(
      ({ resource }: { resource: { displayName: string } }) => resource.displayName,
    );
    expect(names.sort()).toEqual([...simulator.site.spaces.values()].map(({ name }) => name).sort());
  });
});
