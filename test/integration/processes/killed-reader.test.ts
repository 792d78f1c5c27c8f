import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { writeSample } from '../../runtime/c1z/contents.ts';
import { user, userType } from '../../runtime/c1z/sample.ts';
import { filesBelow, nobody, temporaryFolder } from '../../support/files.ts';
import { killed } from './killed.ts';

const program = join(import.meta.dirname, 'read-file.ts');

/** Starts the program that reads a file. */
function read(path: string, times: number, temporary: string) {
  const args = ['--disable-warning=ExperimentalWarning', program, path, String(times)];
  return execa(process.execPath, args, { reject: false, env: { TMPDIR: temporary } });
}

/** A file with people, and an empty folder for what is temporary. */
async function people(count: number) {
  const folder = await temporaryFolder();
  const path = join(folder, 'sync.c1z');
  const resources = Array.from({ length: count }, (_, i) =>
    user(`${i}`, { displayName: `Canary ${i}`, profile: { email: `canary-${i}@acme.example` } }),
  );
  await writeSample(path, { resourceTypes: [userType], resources, entitlements: [], grants: [] });
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  return { path, temporary };
}

test('killed at any moment, it leaves nobody’s name, and after the next one nothing at all', async () => {
  const { path, temporary } = await people(30_000);
  for (let round = 0; round < 15; round++) {
    const child = read(path, 1000, temporary);
    await killed(child);
    expect([...(await filesBelow(temporary)).values()].join('')).toBe('');
  }
  expect(await read(path, 1, temporary)).toMatchObject({ exitCode: 0 });
  expect(await readdir(temporary)).toEqual([]);
});

test('what killed ones have left is removed, and nothing else', async () => {
  const { path, temporary } = await people(1);
  const left = `confluence-sync.${hostname()}.${nobody}.0a1b2c`;
  const others = [
    // Of a process that runs, of another machine's, of other programs.
    `confluence-sync.${hostname()}.${process.pid}.0a1b2c`,
    `confluence-sync.elsewhere.${nobody}.0a1b2c`,
    `confluence-sync.${hostname()}.notes`,
    `other.${hostname()}.${nobody}.0a1b2c`,
  ];
  for (const name of [left, ...others]) {
    await mkdir(join(temporary, name));
    await writeFile(join(temporary, name, 'sync.db'), 'Ada');
  }
  expect(await read(path, 1, temporary)).toMatchObject({ exitCode: 0 });
  expect((await readdir(temporary)).sort()).toEqual(others.sort());
});
