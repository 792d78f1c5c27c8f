import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { insertRecord, readRecord, type SyncRecord } from '../../../src/runtime/c1z/record.ts';
import { assets, createTable } from '../../../src/runtime/c1z/schema.ts';
import { C1zWriter } from '../../../src/runtime/c1z/writer.ts';
import { temporaryFolder } from '../../support/files.ts';
import { entitlement, grant, sample, space, user } from './sample.ts';

const record: Omit<SyncRecord, 'directGrants'> = {
  tool: 'confluence-sync 1.2.3',
  site: 'acme.atlassian.net',
  choice: {
    mode: 'permissions',
    nouns: ['page'],
    verbs: ['read', 'create'],
    personalSpaces: false,
    archivedSpaces: true,
    resourceTypes: [],
    resources: [],
    resourcesOnly: false,
    withoutGrants: false,
  },
  missing: [{ what: 'permissions of the space "Ünïcode </script>"', why: 'Confluence answers 403' }],
  leftOut: [{ what: 'accounts of apps', count: 3 }],
  unknownAccounts: ['5b10'],
};

async function written(options: Parameters<C1zWriter['complete']>[0]): Promise<C1zReader> {
  const path = join(await temporaryFolder(), 'sync.c1z');
  const writer = await C1zWriter.create(path);
  writer.addResourceTypes(sample.resourceTypes);
  writer.addResources(sample.resources);
  writer.addEntitlements(sample.entitlements);
  writer.addGrants(sample.grants);
  await writer.complete(options);
  await writer.save();
  return C1zReader.open(path);
}

test.each([true, false])('a file keeps the record of its sync (expanded: %s)', async (expand) => {
  const reader = await written({ record, expand });
  expect(reader.record()).toEqual({ ...record, directGrants: { group: 2, space: 3, assignment: 2 } });
  await reader.close();
});

test.each([true, false])('direct grants are counted without a record (expanded: %s)', async (expand) => {
  const reader = await written({ expand });
  expect(reader.record()).toBeUndefined();
  expect(reader.directGrantCounts()).toEqual({ group: 2, space: 3, assignment: 2 });
  await reader.close();
});

test('direct grants are those before an expansion', async () => {
  const path = join(await temporaryFolder(), 'sync.c1z');
  const writer = await C1zWriter.create(path);
  const read = entitlement(space('1', 'One'), 'read');
  writer.addEntitlements([...sample.entitlements, read]);
  writer.addGrants([...sample.grants, grant(read, user('ada'))]);
  const { directGrants, stats, expansion } = await writer.complete({ expand: true });
  expect(directGrants).toEqual({ group: 2, space: 4, assignment: 2 });
  const direct = Object.values(directGrants).reduce((sum, count) => sum + count, 0);
  expect(stats.grants).toBe(direct + (expansion?.added ?? 0));
  expect(expansion?.added).toBeGreaterThan(0);
  await writer.abort();
});

describe('a record that cannot be read counts as none:', () => {
  const database = () => new DatabaseSync(':memory:');

  test('a file without the table', () => expect(readRecord(database(), 'sync')).toBeUndefined());

  test.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['of another shape', '{"tool": 1}'],
  ])('%s', (_, text) => {
    const made = database();
    made.exec(createTable(assets));
    insertRecord(made, { syncId: 'sync', discoveredAt: '' }, { ...record, directGrants: {} });
    expect(readRecord(made, 'sync')).toEqual({ ...record, directGrants: {} });
    made.prepare(`update ${assets.name} set data = ?`).run(Buffer.from(text));
    expect(readRecord(made, 'sync')).toBeUndefined();
  });

  test('of another sync', () => {
    const made = database();
    made.exec(createTable(assets));
    insertRecord(made, { syncId: 'sync', discoveredAt: '' }, { ...record, directGrants: {} });
    expect(readRecord(made, 'other')).toBeUndefined();
  });
});
