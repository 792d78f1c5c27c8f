import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { scratchError, sourceError, targetError } from '../../../src/runtime/c1z/format/error.ts';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { C1zWriter } from '../../../src/runtime/c1z/writer.ts';
import { filesBelow, temporaryFolder } from '../../support/files.ts';
import { killed } from './killed.ts';

// Much of it runs in processes of their own: their end, their limits and their memory are what is looked at.

const program = join(import.meta.dirname, 'write-grants.ts');

interface Work {
  /** Members of the group. */
  readonly users: number;
  /** Entitlements that the group is granted. */
  readonly permissions: number;
  /** @default 1 */
  readonly times?: number;
}

interface Circumstances {
  /** @default that of this process */
  readonly temporaryFolder?: string;
  /** Blocks that a file may have. @default no limit */
  readonly fileLimit?: number;
}

/** Starts the program that writes syncs, with little memory. */
function start(path: string, { users, permissions, times = 1 }: Work, circumstances: Circumstances = {}) {
  const { temporaryFolder: folder, fileLimit = 'unlimited' } = circumstances;
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--max-old-space-size=48',
    program,
  ];
  const args = [path, users, permissions, times].map(String);
  return execa('sh', ['-c', `ulimit -f ${fileLimit}; exec "$@"`, 'sh', ...node, ...args], {
    reject: false,
    env: folder ? { TMPDIR: folder } : {},
  });
}

test('a sync that is killed leaves the old file or the complete new one, and no rubbish', async () => {
  const folder = await temporaryFolder();
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const path = join(folder, 'sync.c1z');
  const work = { users: 100, permissions: 60 };
  await start(path, work);
  const seen = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const child = start(path, { ...work, times: 1000 }, { temporaryFolder: temporary });
    // Killed at any moment of a sync, after one or two that came to their end.
    await killed(child);
    // Databases have lost their names before anything is in them.
    expect([...(await filesBelow(temporary)).values()].join('')).toBe('');
    const reader = await C1zReader.open(path);
    seen.add(reader.run.id);
    expect(reader.stats().grants).toBe(6160);
    expect(Array.from(reader.grants()).length).toBe(6160);
    await reader.close();
  }
  // Else hardly one was killed while it replaced the file.
  expect(seen.size).toBeGreaterThan(3);
  await start(path, work, { temporaryFolder: temporary });
  expect((await readdir(folder)).sort()).toEqual(['sync.c1z', 'tmp']);
  expect(await readdir(temporary)).toEqual([]);
});

describe('memory does not grow', () => {
  test.each<[string, Work, Work]>([
    ['with grants that are added', { users: 100_000, permissions: 0 }, { users: 500_000, permissions: 0 }],
    [
      'with grants that follow from groups',
      { users: 1000, permissions: 50 },
      { users: 3000, permissions: 150 },
    ],
  ])('%s', async (_, few, many) => {
    const path = join(await temporaryFolder(), 'sync.c1z');
    const peak = async (work: Work) => Number((await start(path, work)).stdout.split('\n').at(-1)) / 1024;
    const [small, large] = [await peak(few), await peak(many)];
    // In MiB. Their rows alone are more than 100 larger; some of the rest is garbage that waits to be collected.
    expect(small).toBeGreaterThan(20);
    expect(large - small).toBeLessThan(80);
    const reader = await C1zReader.open(path);
    expect(reader.stats().grants).toBe(many.users + many.permissions * (many.users + 1));
    await reader.close();
  });
});

describe('a disk that does not play along', () => {
  test('too little space for the database', async () => {
    const path = join(await temporaryFolder(), 'sync.c1z');
    await writeFile(path, 'old');
    const { stdout, exitCode } = await start(path, { users: 1, permissions: 30_000 }, { fileLimit: 2000 });
    expect(stdout).toContain('C1zError temporary folder ');
    expect(stdout).toContain('or ulimit -f is too low. Free some, or set TMPDIR to another folder.');
    expect(exitCode).toBe(1);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
  });

  test('too little space for the file', async () => {
    const path = join(await temporaryFolder(), 'sync.c1z');
    await writeFile(path, 'old');
    const { stdout, exitCode } = await start(path, { users: 50_000, permissions: 0 }, { fileLimit: 1000 });
    expect(stdout).toContain(`C1zError ${path}: would be larger than this process may make a file.`);
    expect(exitCode).toBe(1);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['sync.c1z']);
  });

  test('no temporary folder', async () => {
    const folder = await temporaryFolder();
    const missing = join(folder, 'missing');
    const path = join(folder, 'sync.c1z');
    const { stdout } = await start(path, { users: 1, permissions: 0 }, { temporaryFolder: missing });
    expect(stdout).toBe(
      `C1zError temporary folder ${missing}: there is no such folder. Make it, or set TMPDIR to another folder.`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('no place for the file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const reasonFor = async (path: string) => {
      const error = await C1zWriter.create(path).catch((thrown: Error) => thrown);
      return error instanceof Error ? `${error.name} ${error.message}` : error;
    };
    const missing = join(folder, 'missing');
    expect(await reasonFor(join(missing, 'sync.c1z'))).toBe(
      `C1zError ${missing}/sync.c1z: there is no folder ${missing}. Make it, or name another file.`,
    );
    expect(await reasonFor(folder)).toBe(`C1zError ${folder}: is a folder. Name a file in it.`);
    expect(await reasonFor(join(folder, 'file', 'sync.c1z'))).toBe(
      `C1zError ${folder}/file/sync.c1z: ${folder}/file is not a folder. Name a file in one.`,
    );
    expect(await readdir(folder)).toEqual(['file']);
  });

  // Root may write to any folder but those of the kernel.
  (process.platform === 'linux' ? test : test.skip)('a folder that may not be written to', async () => {
    await expect(C1zWriter.create('/sys/sync.c1z')).rejects.toThrow(
      '/sys/sync.c1z: the folder /sys may not be written to. Allow it, or name a file elsewhere.',
    );
  });

  const code = (name: string) => Object.assign(new Error(name), { code: name });
  const sqlite = (errcode: number) => Object.assign(code('ERR_SQLITE_ERROR'), { errcode });

  test.each([
    ['ENOSPC', targetError('/data/a.c1z', code('ENOSPC')), '/data/a.c1z: no space is left in /data.'],
    ['EDQUOT', targetError('/data/a.c1z', code('EDQUOT')), '/data/a.c1z: no space is left in /data.'],
    ['EROFS', targetError('/data/a.c1z', code('EROFS')), 'the folder /data may not be written to.'],
    [
      'EFBIG',
      targetError('/data/a.c1z', code('EFBIG')),
      'would be larger than this process may make a file.',
    ],
    ['EACCES', targetError('a.c1z', code('EACCES')), `the folder ${process.cwd()} may not be written to.`],
    ['EACCES, reading', sourceError('/data/a.c1z', code('EACCES')), '/data/a.c1z: may not be read.'],
    ['ELOOP', targetError('/data/a.c1z', code('ELOOP')), '/data/a.c1z: is a link that leads to itself.'],
    ['ELOOP, reading', sourceError('/data/a.c1z', code('ELOOP')), 'is a link that leads to itself.'],
    ['ENAMETOOLONG, reading', sourceError('/data/a.c1z', code('ENAMETOOLONG')), 'the name is too long'],
    [
      'ENOSPC, temporary',
      scratchError(code('ENOSPC'), '/tmp'),
      ': no space is left; a sync takes about 1 KiB',
    ],
    [
      'SQLITE_FULL',
      scratchError(sqlite(13), '/tmp'),
      ': no space is left; a sync takes about 1 KiB per grant.',
    ],
    ['SQLITE_IOERR_WRITE', scratchError(sqlite(778), '/tmp'), ': takes no more: it is full'],
    ['SQLITE_CANTOPEN', scratchError(sqlite(14), '/tmp'), ': may not be written to.'],
  ])('%s', (_, error, message) => {
    expect(error).toMatchObject({ name: 'C1zError', message: expect.stringContaining(message) });
  });

  test.each([
    ['EMFILE', code('EMFILE')],
    ['SQLITE_ERROR', sqlite(1)],
    ['an error without a code', new Error('mine')],
    ['what is no error', 'text'],
  ])('is not to blame for %s', (_, cause) => {
    expect(targetError('/data/a.c1z', cause)).toBe(cause);
    expect(sourceError('/data/a.c1z', cause)).toBe(cause);
    expect(scratchError(cause, '/tmp')).toBe(cause);
  });
});
