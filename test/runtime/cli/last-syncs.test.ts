import { readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { Choice } from '../../../src/runtime/c1z/record.ts';
import { LastSyncs } from '../../../src/runtime/cli/last-syncs.ts';
import { everything } from '../../support/choice.ts';
import { temporaryFolder } from '../../support/files.ts';

const users: Choice = { ...everything, resourceTypes: ['user'] };
const found = (choice: Choice, space: number) => ({ choice, resources: { space }, grants: { space: 7 } });

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
const open = (...identity: readonly string[]) => LastSyncs.open(identity, folder);
const file = async () => join(folder, (await readdir(folder))[0] ?? '');

test('the last sync of the same choice counts, or else the last one of all; also in the next process', async () => {
  const first = await open('acme', 'client');
  expect(first.before(everything)).toBeUndefined();
  await first.keep(found(everything, 20));
  await first.keep(found(everything, 21));
  await first.keep(found(users, 22));
  for (const syncs of [first, await open('acme', 'client')]) {
    expect(syncs.before(everything)).toEqual(found(everything, 21));
    expect(syncs.before(users)).toEqual(found(users, 22));
    expect(syncs.before({ ...users, withoutGrants: true })).toEqual(found(users, 22));
  }
  expect((await open('acme', 'other')).before(everything)).toBeUndefined();
});

test('it keeps one file, for its owner only, however many choices there are', async () => {
  const syncs = await open('acme', 'client');
  for (let number = 0; number < 60; number += 1) {
    await syncs.keep(found({ ...everything, nouns: [`noun-${number}`] }, number));
  }
  expect(await readdir(folder)).toHaveLength(1);
  expect((await stat(await file())).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(await file(), 'utf8'))).toHaveLength(50);
});

test.each<[string, (path: string) => Promise<unknown>]>([
  ['is cut off', async (path) => writeFile(path, (await readFile(path, 'utf8')).slice(0, 100))],
  ['is empty', (path) => writeFile(path, '')],
  ['has another shape', (path) => writeFile(path, '[{"resources": {"space": "many"}}]')],
  ['is huge', (path) => writeFile(path, `[]${' '.repeat(2 * 1024 ** 2)}`)],
  [
    'is a link',
    async (path) => {
      await rename(path, `${path}.elsewhere`);
      await symlink(`${path}.elsewhere`, path);
    },
  ],
])('a file that %s is as good as none', async (_, damage) => {
  await (await open('acme', 'client')).keep(found(everything, 20));
  await damage(await file());
  const syncs = await open('acme', 'client');
  expect(syncs.before(everything)).toBeUndefined();
  await syncs.keep(found(everything, 3));
  expect((await open('acme', 'client')).before(everything)).toEqual(found(everything, 3));
});

test('in a folder that takes no file, it remembers as long as the process lives', async () => {
  const syncs = await LastSyncs.open(['acme'], join(folder, 'gone'));
  await syncs.keep(found(everything, 20));
  expect(syncs.before(everything)).toEqual(found(everything, 20));
  expect(await readdir(folder)).toEqual([]);
});
