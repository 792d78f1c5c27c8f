import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { tables } from '../../../src/runtime/c1z/schema.ts';
import { C1zWriter } from '../../../src/runtime/c1z/writer.ts';
import { EntitlementSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';
import { GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  ResourceSchema,
  ResourceTypeSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { nobody, temporaryFolder } from '../../support/files.ts';
import { addSample, byId, databaseIn, jsonOf, writeSample } from './contents.ts';
import { directGrants, expandedGrants } from './expected-grants.ts';
import { entitlement, grant, sample, space, user } from './sample.ts';

const newFile = async () => join(await temporaryFolder(), 'sync.c1z');

describe('what is written', () => {
  test.each([
    ['expanded', true, expandedGrants(sample)],
    ['not expanded', false, directGrants(sample)],
  ])('comes back, %s', async (_, expand, grants) => {
    const path = await newFile();
    await writeSample(path, sample, { expand });
    const reader = await C1zReader.open(path);
    try {
      expect([...reader.resourceTypes()].map((type) => jsonOf(ResourceTypeSchema, type))).toEqual(
        sample.resourceTypes.map((type) => jsonOf(ResourceTypeSchema, type)),
      );
      expect([...reader.resources()].map((resource) => jsonOf(ResourceSchema, resource))).toEqual(
        sample.resources.map((resource) => jsonOf(ResourceSchema, resource)),
      );
      expect([...reader.entitlements()].map((held) => jsonOf(EntitlementSchema, held))).toEqual(
        sample.entitlements.map((held) => jsonOf(EntitlementSchema, held)),
      );
      expect(byId(reader.grants()).map((held) => jsonOf(GrantSchema, held))).toEqual(
        byId(grants).map((held) => jsonOf(GrantSchema, held)),
      );
      expect(
        Array.from(reader.expansions(), ({ grant, expandable }) => [grant, expandable.entitlementIds]),
      ).toEqual([
        ['assignment:65536:viewer:assigned:group:staff', ['group:staff:member']],
        ['space:65536:read-space:group:empty', ['group:empty:member']],
        ['space:65536:read-space:group:staff', ['group:staff:member']],
      ]);
    } finally {
      await reader.close();
    }
  });

  test('is counted', async () => {
    const path = await newFile();
    const { stats, syncId } = await writeSample(path, sample);
    expect(stats).toEqual({
      resourceTypes: 4,
      resources: 6,
      entitlements: 4,
      grants: 9,
      resourcesByType: { user: 2, group: 2, space: 1, assignment: 1 },
      entitlementsByType: { group: 2, space: 1, assignment: 1 },
      grantsByType: { group: 2, space: 4, assignment: 3 },
    });
    const reader = await C1zReader.open(path);
    expect(reader.stats()).toEqual(stats);
    expect(reader.run).toMatchObject({ id: syncId, type: 'full' });
    expect(reader.run.endedAt.getTime()).toBeGreaterThanOrEqual(reader.run.startedAt.getTime());
    expect(Date.now() - reader.run.startedAt.getTime()).toBeLessThan(600_000);
    await reader.close();
  });

  test('holds the last of what is told twice', async () => {
    const path = await newFile();
    const before = space('1', 'Before');
    const after = space('1', 'After');
    await writeSample(path, {
      resourceTypes: [...sample.resourceTypes, ...sample.resourceTypes],
      resources: [before, user('ada'), after],
      entitlements: [entitlement(before, 'read'), entitlement(after, 'read')],
      grants: [
        grant(entitlement(before, 'read'), user('ada')),
        grant(entitlement(after, 'read'), user('ada')),
      ],
    });
    const reader = await C1zReader.open(path);
    expect(reader.stats()).toMatchObject({ resourceTypes: 4, resources: 2, entitlements: 1, grants: 1 });
    expect(Array.from(reader.resources(), ({ displayName }) => displayName)).toEqual(['ada', 'After']);
    expect(Array.from(reader.entitlements(), ({ displayName }) => displayName)).toEqual(['read After']);
    expect(Array.from(reader.grants(), (held) => held.entitlement?.resource?.displayName)).toEqual(['After']);
    await reader.close();
  });

  test('may be nothing at all', async () => {
    const path = await newFile();
    await writeSample(path, { resourceTypes: [], resources: [], entitlements: [], grants: [] });
    const reader = await C1zReader.open(path);
    expect(reader.stats()).toMatchObject({ resourceTypes: 0, resources: 0, entitlements: 0, grants: 0 });
    expect([...reader.grants()]).toEqual([]);
    await reader.close();
  });
});

describe('the database in the file', () => {
  test('is sound, and has every table and index', async () => {
    const path = await newFile();
    await writeSample(path, sample);
    const database = await databaseIn(path);
    expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    // A database in another mode would ask its readers for more files than this one.
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'delete' });
    const names = database.prepare('select name from sqlite_schema order by name').all();
    expect(names.map(({ name }) => name)).toEqual(
      tables.flatMap(({ name, indexes }) => [name, ...indexes.map((index) => index.name)]).sort(),
    );
    database.close();
  });

  test.each([
    [{}, { sync_type: 'full', supports_diff: 1, sync_token: '{"needs_expansion":true,"version":1}' }],
    [{ expand: false }, { sync_type: 'full', supports_diff: 1, sync_token: '{"version":1}' }],
    [{ type: 'resources_only' as const }, { sync_type: 'resources_only', supports_diff: 0 }],
  ])('says of the run, with %j', async (options, expected) => {
    const path = await newFile();
    const { syncId } = await writeSample(path, sample, options);
    const database = await databaseIn(path);
    const runs = database.prepare('select * from v1_sync_runs').all();
    expect(runs).toEqual([expect.objectContaining({ ...expected, sync_id: syncId, grants_backfilled: 1 })]);
    const [run] = runs;
    expect(run?.['started_at']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    expect(run?.['ended_at']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    database.close();
  });

  test('keeps the statistics as the SDK reads them', async () => {
    const path = await newFile();
    await writeSample(path, sample);
    const database = await databaseIn(path);
    const { stats } = database.prepare('select stats from v1_sync_runs').get() as { readonly stats: string };
    expect(JSON.parse(stats)).toEqual({
      resource_types: 4,
      resources: 6,
      entitlements: 4,
      grants: 9,
      resources_by_resource_type: { user: 2, group: 2, space: 1, assignment: 1 },
      entitlements_by_resource_type: { group: 2, space: 1, assignment: 1 },
      grants_by_resource_type: { group: 2, space: 4, assignment: 3 },
    });
    database.close();
  });

  test('has a resource’s parent, and keeps an expandable grant marked', async () => {
    const path = await newFile();
    await writeSample(path, sample);
    const database = await databaseIn(path);
    expect(
      database
        .prepare(
          `select external_id, parent_resource_type_id as type, parent_resource_id as id from v1_resources
           where parent_resource_id is not null`,
        )
        .all(),
    ).toEqual([{ external_id: 'assignment:65536:viewer', type: 'space', id: '65536' }]);
    expect(
      database
        .prepare(
          `select needs_expansion, expansion is null as plain, principal_resource_type_id as type,
             count(*) as count
           from v1_grants group by 1, 2, 3 order by 3`,
        )
        .all(),
    ).toEqual([
      { needs_expansion: 1, plain: 0, type: 'group', count: 3 },
      { needs_expansion: 0, plain: 1, type: 'user', count: 6 },
    ]);
    database.close();
  });
});

describe('the file that was there', () => {
  test('stays until the new one is saved', async () => {
    const path = await newFile();
    await writeFile(path, 'old');
    const writer = await C1zWriter.create(path);
    addSample(writer, sample);
    await writer.complete();
    expect(await readFile(path, 'utf8')).toBe('old');
    await writer.save();
    await writer.abort();
    const reader = await C1zReader.open(path);
    expect(reader.run.id).toBe(writer.syncId);
    await reader.close();
  });

  test.each([
    ['at once', async () => {}],
    ['with objects added', async (writer: C1zWriter) => addSample(writer, sample)],
    ['complete', async (writer: C1zWriter) => void (await writer.complete())],
  ])('stays when the sync is given up %s', async (_, work) => {
    const path = await newFile();
    await writeFile(path, 'old');
    const writer = await C1zWriter.create(path);
    await work(writer);
    await writer.abort();
    await writer.abort();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
  });

  test('stays when a signal ends the sync, whose reason is thrown', async () => {
    const path = await newFile();
    await writeFile(path, 'old');
    for (const step of ['complete', 'save'] as const) {
      const controller = new AbortController();
      const writer = await C1zWriter.create(path, { signal: controller.signal });
      addSample(writer, sample);
      if (step === 'save') await writer.complete();
      controller.abort(new Error('enough'));
      await expect(writer[step]()).rejects.toThrow('enough');
      await writer.abort();
    }
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
  });

  test('stays when a signal ends the sync while its pages are written', async () => {
    const path = await newFile();
    const folder = join(path, '..');
    await writeFile(path, 'old');
    const controller = new AbortController();
    const writer = await C1zWriter.create(path, { signal: controller.signal });
    const held = entitlement(space('1', 'Wiki'), 'read');
    writer.addGrants(Array.from({ length: 100_000 }, (_, index) => grant(held, user(`user-${index}`))));
    const completed = writer.complete().then(
      () => 'complete',
      (error: unknown) => error,
    );
    const sizes = async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.part'));
      return Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    };
    // Its beginning is written last.
    while (!(await sizes()).some((size) => size > 100_000)) await setTimeout(1);
    controller.abort(new Error('enough'));
    expect(await completed).toMatchObject({ message: 'enough' });
    await writer.abort();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['sync.c1z']);
  });

  test('keeps who may read it; a new one is for its owner only', async () => {
    const path = await newFile();
    const modeOf = async () => ((await stat(path)).mode & 0o777).toString(8);
    await writeSample(path, sample);
    expect(await modeOf()).toBe('600');
    await chmod(path, 0o664);
    await writeSample(path, sample);
    expect(await modeOf()).toBe('664');
  });

  test('is replaced behind a link', async () => {
    const path = await newFile();
    const link = join(await temporaryFolder(), 'link.c1z');
    await writeFile(path, 'old');
    await symlink(path, link);
    await writeSample(link, sample);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    const reader = await C1zReader.open(path);
    expect(reader.stats().resources).toBeGreaterThan(0);
    await reader.close();
    expect(await readdir(join(link, '..'))).toEqual(['link.c1z']);
  });

  test('is no device or pipe, and no folder', async () => {
    const path = await newFile();
    await execa('mkfifo', [path]);
    await expect(C1zWriter.create(path)).rejects.toThrow(/sync[.]c1z: is a device, a pipe or the like/);
    await expect(C1zWriter.create(`${path}-new/`)).rejects.toThrow('is a folder. Name a file in it.');
    expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
  });

  test('is no link that leads nowhere, or to itself', async () => {
    const folder = await temporaryFolder();
    const [link, self] = [join(folder, 'link.c1z'), join(folder, 'self.c1z')];
    await symlink('missing/sync.c1z', link);
    await symlink('self.c1z', self);
    await expect(C1zWriter.create(link)).rejects.toThrow(
      `${link}: is a link to missing/sync.c1z, and there is no such file. Remove the link, or name another file.`,
    );
    const itself = `${self}: is a link that leads to itself. Name another file.`;
    await expect(C1zWriter.create(self)).rejects.toThrow(itself);
    await expect(C1zReader.open(self)).rejects.toThrow(itself);
    await expect(C1zReader.open(link)).rejects.toThrow(`${link}: there is no such file.`);
    expect((await readdir(folder)).sort()).toEqual(['link.c1z', 'self.c1z']);
    for (const path of [link, self]) expect((await lstat(path)).isSymbolicLink()).toBe(true);
  });

  test('gets rid of what killed syncs have left, but of nothing else', async () => {
    const path = await newFile();
    const folder = join(path, '..');
    const host = hostname();
    const names = [
      `sync.c1z.${host}.${nobody}.0a1b2c.part`,
      // Of a process that had the id of this one, in a container that is started again.
      `sync.c1z.${host}.${process.pid}.0a1b2c.part`,
      // Of an earlier version.
      `sync.c1z.${host}.${nobody}.part`,
      // Of a process that runs, of another machine's, of another file, of nobody.
      `sync.c1z.${host}.1.part`,
      `sync.c1z.elsewhere.${nobody}.part`,
      `sync.c1z.${host}.1.0a1b2c.part`,
      `sync.c1z.elsewhere.${nobody}.0a1b2c.part`,
      `other.c1z.${host}.${nobody}.0a1b2c.part`,
      'sync.c1z.part',
    ];
    for (const name of names) await writeFile(join(folder, name), '');
    await writeSample(path, sample);
    expect((await readdir(folder)).sort()).toEqual([...names.slice(3), 'sync.c1z'].sort());
  });

  test('is never written through what somebody has put in the place of the next content', async () => {
    const path = await newFile();
    const folder = join(path, '..');
    const victim = join(await temporaryFolder(), 'victim');
    await writeFile(victim, 'as it was');
    // Every name that another sync of this machine would have had, if it were to be guessed.
    const planted = Array.from({ length: 100 }, (_, i) => `sync.c1z.${hostname()}.${process.pid + i}.part`);
    for (const name of planted) await symlink(victim, join(folder, name));
    await writeSample(path, sample);
    expect(await readFile(victim, 'utf8')).toBe('as it was');
    expect((await lstat(path)).isFile()).toBe(true);
  });
});

test('two syncs cannot write the same file at once, but one after the other', async () => {
  const path = await newFile();
  const writer = await C1zWriter.create(path);
  await expect(C1zWriter.create(relative(process.cwd(), path))).rejects.toThrow(
    'is being written by another sync. Wait for its end.',
  );
  await writer.abort();
  await writeSample(path, sample);
  await writeSample(path, sample);
  expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
});

test.each<[string, (writer: C1zWriter) => Promise<unknown>]>([
  ['saved before it is complete', (writer) => writer.save()],
  ['completed twice', (writer) => writer.complete().then(() => writer.complete())],
  [
    'added to when it is complete',
    (writer) => writer.complete().then(() => writer.addResources(sample.resources)),
  ],
  ['added to when it is given up', (writer) => writer.abort().then(() => writer.addGrants(sample.grants))],
])('a sync cannot be %s', async (_, work) => {
  const writer = await C1zWriter.create(await newFile());
  try {
    await expect(work(writer)).rejects.toThrow(/^the sync is (?:adding|complete|over), not /);
  } finally {
    await writer.abort();
  }
});
