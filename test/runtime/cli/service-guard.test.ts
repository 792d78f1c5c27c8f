import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { generateSite } from '../../simulator/generate.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { ServingHere } from './serving.ts';

// What would look like people losing access is not uploaded.

let serving: ServingHere;
let api: ConnectorApi;
let simulator: Simulator;

beforeEach(async () => {
  serving = await ServingHere.prepare(await temporaryFolder(), { site: generateSite() });
  ({ api, simulator } = serving);
});
afterEach(() => serving.end());

test('a partial sync that finds much less than the one before is not uploaded, even if partial ones are', async () => {
  const [space, other] = simulator.site.spaces.values();
  const path = new RegExp(`/spaces/${space?.id}/permissions`);
  simulator.inject({ path, mishap: 403, times: Number.POSITIVE_INFINITY });
  serving.launch({ BATON_TASK_CONCURRENCY: '1', BATON_UPLOAD_PARTIAL: 'true' });
  expect(await api.tasks.push({ syncFull: {} }).finished).toMatchObject({ outcome: 'success' });
  simulator.site.spaces.clear();
  for (const kept of [space, other]) if (kept) simulator.site.spaces.set(kept.id, kept);
  const after = api.tasks.push({ syncFull: {} });
  const message = expect.stringContaining('spaces: 1 instead of 19 (-95%)');
  expect(await after.finished).toMatchObject({ outcome: 'error', nonRetryable: true, message });
  expect(after.uploads).toEqual([]);
});

test('syncs are compared as far as they were to read the same', async () => {
  serving.launch({ BATON_TASK_CONCURRENCY: '1', BATON_MAX_SHRINK: '0%' });
  const done = async (syncFull: object) =>
    expect(await api.tasks.push({ syncFull }).finished).toMatchObject({ outcome: 'success' });
  await done({});
  // Without grants of groups' members, of fewer types, and as before.
  await done({ skipExpandGrants: true });
  await done({ syncResourceTypeIds: ['user'] });
  await done({ skipGrants: true });
  await done({});
  const [space] = simulator.site.spaces.values();
  simulator.site.spaces.clear();
  if (space) simulator.site.spaces.set(space.id, space);
  const types = api.tasks.push({ syncFull: { syncResourceTypeIds: ['space'] } });
  const message = expect.stringMatching(/spaces: 1 instead of 20.*\n.*--accept-shrinkage spaces=1/);
  expect(await types.finished).toMatchObject({ outcome: 'error', message });
});

test('a sync that finds much less than the one before is reported as failed, not uploaded', async () => {
  const before = api.tasks.push({ syncFull: {} });
  serving.launch({ BATON_TASK_CONCURRENCY: '1' });
  expect(await before.finished).toMatchObject({ outcome: 'success' });
  const [space] = simulator.site.spaces.values();
  simulator.site.spaces.clear();
  if (space) simulator.site.spaces.set(space.id, space);
  const after = api.tasks.push({ syncFull: {} });
  expect(await after.finished).toMatchObject({
    outcome: 'error',
    code: Code.FailedPrecondition,
    nonRetryable: true,
    message: expect.stringContaining('spaces: 1 instead of 20 (-95%)'),
  });
  expect(after.uploads).toEqual([]);
});
