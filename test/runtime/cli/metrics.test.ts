import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refusedSpace } from '../../simulator/faults.ts';
import { generateSite } from '../../simulator/generate.ts';
import { temporaryFolder } from '../../support/files.ts';
import { ServingHere } from './serving.ts';

let serving: ServingHere;
beforeEach(async () => {
  serving = await ServingHere.prepare(await temporaryFolder(), { site: generateSite() });
});
afterEach(() => serving.end());

/** What the process has measured by now of its own matters, without the prefix that these share. */
async function measured(): Promise<Readonly<Record<string, number>>> {
  const prefix = 'confluence_sync_';
  const own = [...(await serving.metrics())].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

test('metrics tell of tasks, of what was found, and of every request by its status', async () => {
  const { api, simulator } = serving;
  simulator.faults = {
    shares: { 429: 0.1, 500: 0.1, dropped: 0.05 },
    retryAfterSeconds: 0.2,
  };
  const before = Date.now() / 1000;
  const tasks = [
    api.tasks.push({ hello: {} }),
    api.tasks.push({ grant: {} }),
    api.tasks.push({ unknown: 110 }),
    api.tasks.push({ syncFull: {} }),
  ];
  serving.launch();
  await Promise.all(tasks.map(({ finished }) => finished));
  await untilIdle();
  const found = await measured();
  const reader = await tasks[3]?.uploads[0]?.open();
  const stats = reader?.stats();
  await reader?.close();
  expect(found).toMatchObject({
    tasks_running: 0,
    'tasks_total{type="hello",outcome="done"}': 1,
    'tasks_total{type="grant",outcome="failed"}': 1,
    'tasks_total{type="unknown",outcome="unsupported"}': 1,
    'tasks_total{type="sync_full",outcome="done"}': 1,
    'task_duration_seconds_count{type="sync_full"}': 1,
    'syncs_total{type="full"}': 1,
    'sync_duration_seconds_count{type="full"}': 1,
    'objects{type="user"}': stats?.resourcesByType['user'],
    'objects{type="group"}': 10,
    'objects{type="space"}': 20,
    'objects{type="grant"}': stats?.grants,
  });
  expect(found['last_success_timestamp_seconds']).toBeGreaterThanOrEqual(before);
  expect(found['confluence_rate_limit_wait_seconds_total']).toBeGreaterThanOrEqual(0.2);
  const statuses = simulator.requests.map(({ status }) => (status === 'dropped' ? 'network' : status));
  const counts = Map.groupBy(statuses, (status) => `confluence_requests_total{status="${status}"}`);
  expect(Object.entries(found).filter(([name]) => name.startsWith('confluence_requests_total'))).toEqual(
    expect.arrayContaining([...counts].map(([name, all]) => [name, all.length])),
  );
  expect(counts.size).toBe(4);
  const failures = statuses.filter((status) => status !== 200).length;
  expect(found['confluence_retries_total']).toBe(failures);
});

test('what fails, and what ConductorOne does not hear of, is counted; names are not told', async () => {
  const { api, simulator } = serving;
  const [space] = simulator.site.spaces.values();
  simulator.inject(refusedSpace(space?.id ?? '', 403));
  api.inject({ method: 'Hello', mishap: Code.Unavailable });
  const task = api.tasks.push({ syncFull: {} });
  serving.launch();
  expect(await task.finished).toMatchObject({ outcome: 'error' });
  await untilIdle();
  const found = await measured();
  expect(found).toMatchObject({
    'tasks_total{type="sync_full",outcome="failed"}': 1,
    'syncs_total{type="partial"}': 1,
    conductorone_retries_total: 1,
  });
  // No success, rather than one in 1970.
  expect(found).not.toHaveProperty('last_success_timestamp_seconds');
  const text = await (await serving.ask('/metrics')).text();
  for (const secret of [simulator.auth.token, simulator.auth.username, api.credentials.clientSecret]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toContain(space?.key);
});

/** A task has ended here a moment after ConductorOne knows. */
async function untilIdle(): Promise<void> {
  while ((await measured())['tasks_running'] !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
