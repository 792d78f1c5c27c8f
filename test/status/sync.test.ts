import { expect, test } from '@jest/globals';
import { type SyncStatus, syncCheck } from '../../src/status/sync.ts';
import { connectorOf, terraform } from '../support/configs.ts';

const selfHosted = connectorOf(terraform);
const [startedAt, completedAt] = ['2026-01-02T03:00:00Z', '2026-01-02T03:04:05Z'];

test.each<readonly [SyncStatus, string, string]>([
  [{ status: 'unspecified' }, 'waiting', 'has not synced yet'],
  [{ status: 'running', startedAt }, 'waiting', `the first sync runs since ${startedAt}`],
  [{ status: 'running', startedAt, completedAt }, 'ok', `last synced ${completedAt}, syncing again`],
  [{ status: 'done', startedAt, completedAt }, 'ok', `last synced ${completedAt}`],
  [{ status: 'error', completedAt, lastError: '401' }, 'failed', 'the last sync failed: 401'],
  [{ status: 'error' }, 'failed', 'the last sync failed: no reason given'],
  [{ status: 'disabled', completedAt }, 'failed', 'ConductorOne has paused its syncs: no reason given'],
])('%j', (sync, state, message) => {
  expect(syncCheck(selfHosted, sync)).toMatchObject({ name: 'sync', state, message });
});

test('says where to look: at the pod, or at ConductorOne', () => {
  const failed = { status: 'error', lastError: '401' };
  expect(syncCheck(selfHosted, failed).remedy).toContain('pod');
  const cloud = connectorOf({ ...terraform, hosting: { type: 'cloud' } });
  expect(syncCheck(cloud, failed).remedy).toContain('ConductorOne');
});
