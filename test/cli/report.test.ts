import { appendFile, chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { C1zWriter } from '../../src/runtime/c1z/writer.ts';
import type { SyncOptions } from '../../src/runtime/sync/sync.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { written } from '../access/written.ts';
import { edit } from '../runtime/c1z/edited.ts';
import { entitlement, groupType, space, spaceType, userType } from '../runtime/c1z/sample.ts';
import { syncFrom } from '../runtime/sync/syncing.ts';
import { Simulator } from '../simulator/simulator.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { type Workspace, workspace } from './workspace.ts';

let here: Workspace;
beforeEach(async () => {
  here = await workspace();
});

async function synced(file: string, options: Partial<SyncOptions> = {}): Promise<void> {
  const simulator = await Simulator.start({ site: siteFrom(reviewedSite) });
  try {
    await syncFrom(simulator, { file: join(here.folder, file), ...options });
  } finally {
    await simulator.stop();
  }
}

/** The data in a page. */
const dataIn = (html: string): AccessReport =>
  JSON.parse(/<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '');

const line = '4 spaces, 4 people, 2 groups, 1 disabled account with access, 1 shared personal space';

describe('report', () => {
  test('writes a page, and says what is in it', async () => {
    await synced('sync.c1z');
    expect(await here.run('report', 'sync.c1z')).toEqual({
      exitCode: 0,
      stdout: `Wrote report.html: ${line}.\n`,
      stderr: '',
    });
    const files = await here.files();
    expect([...files.keys()]).toEqual(['report.html', 'sync.c1z']);
    const html = files.get('report.html') ?? '';
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(dataIn(html).spaces.map(({ name }) => name)).toEqual([
      'Ada’s',
      'Cid’s',
      'Engineering',
      'Nobody’s',
    ]);
  });

  test('the same file gives the same bytes, in place of whatever page is there', async () => {
    await synced('sync.c1z');
    await here.write('one.html', 'an older page');
    await here.run('report', 'sync.c1z', '-o', 'one.html');
    await here.run('report', 'sync.c1z', '--out', 'two.html');
    const files = await here.files();
    expect(files.get('one.html')).toMatch(/^<!doctype html>/);
    expect(files.get('one.html')).toBe(files.get('two.html'));
  });

  test('the page is for its writer, until others are let in', async () => {
    await synced('sync.c1z');
    const page = join(here.folder, 'report.html');
    await here.run('report', 'sync.c1z');
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    await chmod(page, 0o640);
    await here.run('report', 'sync.c1z');
    expect((await stat(page)).mode & 0o777).toBe(0o640);
  });

  test('writes the page alone to standard output', async () => {
    await synced('sync.c1z');
    const { exitCode, stdout, stderr } = await here.run('report', 'sync.c1z', '--out', '-');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(dataIn(stdout).people).toHaveLength(4);
    expect([...(await here.files()).keys()]).toEqual(['sync.c1z']);
  });

  test('takes a partial sync for what it is', async () => {
    await synced('part.c1z', { resources: [{ resourceType: 'space', resource: '1' }] });
    const { exitCode } = await here.run('report', 'part.c1z');
    expect(exitCode).toBe(0);
    expect(dataIn(await readFile(join(here.folder, 'report.html'), 'utf8')).sync.type).toBe('partial');
  });

  test('says that a file does not tell which spaces are personal', async () => {
    // The vendor's connector writes no profiles of spaces.
    const writer = await C1zWriter.create(join(here.folder, 'theirs.c1z'));
    writer.addResourceTypes([userType, groupType, spaceType]);
    writer.addResources([space('1')]);
    writer.addEntitlements([entitlement(space('1'), 'read-space')]);
    await writer.complete();
    await writer.save();
    const { stdout } = await here.run('report', 'theirs.c1z');
    expect(stdout).toBe(
      'Wrote report.html: 1 space, 0 people, 0 groups, 0 disabled accounts with access; the file does not tell which spaces are personal.\n',
    );
  });

  test('what was not synced has no number', async () => {
    const file = await written(
      { people: { ada: {} }, groups: {}, spaces: { 1: { profile: { space_type: 'personal' } } } },
      { choice: { withoutGrants: true, resourceTypes: ['user', 'space'] } },
    );
    const { stdout } = await here.run('report', file);
    expect(stdout).toBe(
      'Wrote report.html: 1 space, 1 person, groups not synced, disabled accounts with access not synced, shared personal spaces not synced.\n',
    );
  });
});

describe('report --since', () => {
  const site = { people: { ada: {} }, groups: {}, spaces: { 1: { held: { 'read-space': ['user:ada'] } } } };
  const later = { ...site, people: { ada: {}, bob: {} } };

  test('writes what has changed into the page, and says how much that is', async () => {
    const [old, fresh] = [await written(site), await written(later)];
    const { exitCode, stdout, stderr } = await here.run('report', fresh, '--since', old);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Wrote report[.]html: 1 space, 2 people, .*; 1 change[.]\n$/);
    const { since } = dataIn(await readFile(join(here.folder, 'report.html'), 'utf8'));
    expect(since?.appeared).toEqual([{ type: 'user', id: 'bob', name: 'bob' }]);
    expect(since?.sync.record?.site).toBe('acme.atlassian.net');
  });

  test('without it, nothing is said of changes', async () => {
    const { stdout } = await here.run('report', await written(site));
    expect(stdout).not.toContain('change');
    expect(dataIn(await readFile(join(here.folder, 'report.html'), 'utf8')).since).toBeUndefined();
  });

  test('refuses a sync of another site, and one that is later', async () => {
    const [old, other] = [await written(site), await written(site, { record: { site: 'other.example' } })];
    const fresh = await written(later);
    const refused = (reason: RegExp) => ({ exitCode: 1, stdout: '', stderr: expect.stringMatching(reason) });
    expect(await here.run('report', fresh, '--since', other)).toEqual(
      refused(
        /is a sync of other[.]example, and .* one of acme[.]atlassian[.]net[.] Compare two syncs of the same site[.]\n$/,
      ),
    );
    expect(await here.run('report', old, '--since', fresh)).toEqual(
      refused(/ is of 20.*Z, and .* of 20.*Z[.] Name the earlier sync with --since[.]\n$/),
    );
    expect(await here.run('report', old, '--since', 'none.c1z')).toEqual(
      refused(/^none[.]c1z: there is no such file/),
    );
    expect([...(await here.files()).keys()]).toEqual([]);
  });
});

describe('where nothing can be read or written, one line says why, and nothing has changed', () => {
  test.each([
    ['a file that is not there', ['none.c1z'], /^none[.]c1z: there is no such file/],
    ['what is no .c1z file', ['text.c1z'], /^text[.]c1z: /],
  ])('%s', async (_, args, message) => {
    await here.write('text.c1z', 'hello');
    await here.write('report.html', 'an older page');
    expect(await here.run('report', ...args)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
    expect((await here.files()).get('report.html')).toBe('an older page');
  });

  test.each<[string, (file: string) => Promise<void>, RegExp]>([
    [
      'a time that is none',
      (file) => edit(file, "update v1_sync_runs set ended_at = 'yesterday'"),
      /^sync[.]c1z: does not say when its sync began and ended[.] .*\n$/,
    ],
    [
      'an endless view',
      (file) => edit(file, 'drop table v1_resources; create view v1_resources as select * from v1_resources'),
      /^sync[.]c1z: has a view, .*\n$/,
    ],
    [
      'a second frame that is damaged',
      (file) => appendFile(file, zstdCompressSync('Ada').subarray(0, -1)),
      /^sync[.]c1z: is cut off or damaged[.] .*\n$/,
    ],
    [
      'the newer kind of .c1z',
      (file) => writeFile(file, 'C1Z3\0…'),
      /^sync[.]c1z: .*newer kind \(C1Z3\), .*since SDK 0[.]25.* --storage-engine sqlite, .*\n$/,
    ],
  ])('%s', async (_, change, message) => {
    await synced('sync.c1z');
    await change(join(here.folder, 'sync.c1z'));
    const ended = { stdout: '', stderr: expect.stringMatching(message) };
    expect(await here.run('report', 'sync.c1z')).toEqual({ ...ended, exitCode: 1 });
    expect(await here.run('diff', 'sync.c1z', 'sync.c1z')).toEqual({ ...ended, exitCode: 2 });
  });

  test.each([
    [
      'a folder that is not there',
      'none/page.html',
      'none/page.html: no such file or directory. Name another with --out.\n',
    ],
    ['a folder', 'pages', 'pages is not a file. Name another with --out.\n'],
    ['a device', '/dev/null', '/dev/null is not a file. Name another with --out.\n'],
  ])('%s', async (_, out, stderr) => {
    await synced('sync.c1z');
    await mkdir(join(here.folder, 'pages'));
    expect(await here.run('report', 'sync.c1z', '--out', out)).toEqual({ exitCode: 1, stdout: '', stderr });
    expect([...(await here.files()).keys()]).toEqual(['sync.c1z']);
  });

  test.each(['report', 'diff'])('%s --help says which kind is read', async (command) => {
    const { stdout } = await here.run(command, '--help');
    expect(stdout).toMatch(/^Reads [.]c1z files that hold SQLite; .* --storage-engine sqlite[.]$/m);
  });

  test.each([
    [[], "error: missing required argument 'file'\n"],
    [['a.c1z', '--out='], "error: option '-o, --out <file>' argument '' is invalid. It is empty.\n"],
  ])('wrong usage: %j', async (args, stderr) => {
    expect(await here.run('report', ...args)).toEqual({ exitCode: 2, stdout: '', stderr });
  });
});
