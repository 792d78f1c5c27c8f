import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateSite } from '../../simulator/generate.ts';
import { temporaryFolder } from '../../support/files.ts';
import { ServingHere } from './serving.ts';

let folder: string;
let serving: ServingHere;
let versions = 0;

beforeEach(async () => {
  folder = await temporaryFolder();
  serving = await ServingHere.prepare(folder, { site: generateSite() });
  await mkdir(join(folder, 'mounted'));
});
afterEach(() => serving.end());

const names = ['BATON_USERNAME', 'BATON_API_KEY', 'BATON_CLIENT_ID', 'BATON_CLIENT_SECRET'] as const;

/** Puts what is right by now into files as the kubelet does: behind one link, which it replaces. */
async function mount(): Promise<void> {
  const { auth } = serving.simulator;
  const { clientId, clientSecret } = serving.api.credentials;
  const values = [auth.username, auth.token, clientId, clientSecret];
  const mounted = join(folder, 'mounted');
  versions += 1;
  const version = join(mounted, `..${versions}`);
  await mkdir(version);
  await Promise.all(names.map((name, index) => writeFile(join(version, name), values[index] ?? '')));
  await symlink(`..${versions}`, join(mounted, '..next'));
  await rename(join(mounted, '..next'), join(mounted, '..data'));
  for (const name of names) {
    await rm(join(mounted, name), { force: true });
    await symlink(join('..data', name), join(mounted, name));
  }
}

/** Starts the process with files instead of variables. */
function launch() {
  return serving.launch({
    ...Object.fromEntries(names.map((name) => [name, ''])),
    ...Object.fromEntries(names.map((name) => [`${name}_FILE`, join(folder, 'mounted', name)])),
  });
}

function secrets(): readonly string[] {
  const { auth } = serving.simulator;
  const login = Buffer.from(`${auth.username}:${auth.token}`).toString('base64').replace(/=+$/, '');
  return [auth.token, login, serving.api.credentials.clientSecret];
}

test('credentials that are rotated in their files need no restart, and none of them is told', async () => {
  const { api, simulator } = serving;
  await mount();
  const service = launch();
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
  const first = secrets();
  simulator.auth.rotate();
  api.credentials.rotate('second');
  await mount();
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
  expect(await (await serving.ask('/health')).json()).toMatchObject({ status: 'healthy' });
  await serving.stopped();
  const { stderr, stdout } = await service;
  expect([...first, ...secrets()].filter((secret) => `${stdout}${stderr}`.includes(secret))).toEqual([]);
});

test('an API token that is replaced in the midst of a sync does not fail it', async () => {
  const { api, simulator } = serving;
  simulator.faults = { latencyMs: 50 };
  await mount();
  launch();
  const task = api.tasks.push({ syncFull: {} });
  while (simulator.requests.length < 5) await sleep(10);
  simulator.auth.rotate();
  await mount();
  expect(await task.finished).toMatchObject({ outcome: 'success' });
  expect(simulator.requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
});

test('a rotation that reaches the files late fails the syncs before it, and no other', async () => {
  const { api, simulator } = serving;
  await mount();
  launch();
  expect(await api.tasks.push({ hello: {} }).finished).toMatchObject({ outcome: 'hello' });
  simulator.auth.rotate();
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('Check the user name and the API token'),
  });
  api.credentials.rotate('second');
  const refused = async () =>
    (await serving.metrics()).get('confluence_sync_conductorone_retries_total') ?? 0;
  while ((await refused()) === 0) await sleep(50);
  await mount();
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
});
