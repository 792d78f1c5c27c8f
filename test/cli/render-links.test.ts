import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { filesBelow, temporaryFolder } from '../support/files.ts';
import { config, labs } from './rendering.ts';
import { type Workspace, workspace } from './workspace.ts';

const canary = 'BATON_API_KEY=ATATT3xCanary\n';
const files = [...labs.keys()].map((path) => `confluence-labs/${path}`);
const folders = [...new Set(files.map((path) => dirname(path)))];

let here: Workspace;
let outside: string;
beforeEach(async () => {
  here = await workspace(config);
  outside = await temporaryFolder();
  await writeFile(join(outside, 'environ'), canary);
});

const said = (link: string, flag: string) => ({
  exitCode: 1,
  stdout: '',
  stderr: `deploy/${link}: is a link, and no link in deploy is followed. Remove it, or name another folder with --${flag}.\n`,
});

describe.each([
  ['a secret', () => join(outside, 'environ')],
  ['nothing', () => join(outside, 'nowhere')],
  ['a device', () => '/dev/zero'],
])('a link to %s in the place of a file is neither read nor written through', (_, target) => {
  test.each(files)('%s', async (link) => {
    await here.run('render', '--out', 'deploy');
    const before = await filesBelow(join(here.folder, 'deploy'));
    await rm(join(here.folder, 'deploy', link));
    await symlink(target(), join(here.folder, 'deploy', link));
    expect(await here.run('render', '--check', 'deploy')).toEqual(said(link, 'check'));
    expect(await here.run('render', '--out', 'deploy')).toEqual(said(link, 'out'));
    expect(await filesBelow(outside)).toEqual(new Map([['environ', canary]]));
    const others = [...before].filter(([path]) => path !== link);
    expect(await filesBelow(join(here.folder, 'deploy'))).toEqual(new Map(others));
  });
});

test.each(folders)('a link in the place of the folder %s', async (link) => {
  await here.run('render', '--out', 'deploy');
  await rename(join(here.folder, 'deploy', link), join(outside, 'folder'));
  await symlink(join(outside, 'folder'), join(here.folder, 'deploy', link));
  await writeFile(join(outside, 'folder', 'kustomization.yaml'), canary);
  const before = await filesBelow(outside);
  expect(await here.run('render', '--check', 'deploy')).toEqual(said(link, 'check'));
  expect(await here.run('render', '--out', 'deploy')).toEqual(said(link, 'out'));
  expect(await filesBelow(outside)).toEqual(before);
});

test('the folder itself may be a link', async () => {
  await mkdir(join(outside, 'deploy'));
  await symlink(join(outside, 'deploy'), join(here.folder, 'deploy'));
  expect(await here.run('render', '--out', 'deploy')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await here.run('render', '--check', 'deploy')).toMatchObject({ exitCode: 0 });
  expect([...(await filesBelow(join(outside, 'deploy'))).keys()]).toEqual([...files].sort());
});

test('links in folders that nothing is rendered to are nobody’s concern', async () => {
  await here.run('render', '--out', 'deploy');
  const other = join(here.folder, 'deploy', 'other');
  await mkdir(other);
  await symlink(join(outside, 'environ'), join(other, 'kustomization.yaml'));
  await symlink(join(outside, 'environ'), join(other, 'baton-other.yaml'));
  await symlink(outside, join(here.folder, 'deploy', 'elsewhere'));
  expect(await here.run('render', '--check', 'deploy')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(await here.run('render', '--out', 'deploy')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readFile(join(other, 'kustomization.yaml'), 'utf8')).toBe(canary);
});
