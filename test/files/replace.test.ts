import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { replaceFile } from '../../src/files/replace.ts';
import { filesBelow, temporaryFolder } from '../support/files.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

test('a file is made, or replaced, and nothing is left beside it', async () => {
  const file = join(folder, 'page.html');
  for (const text of ['one', 'two']) {
    await replaceFile(file, text);
    expect(await filesBelow(folder)).toEqual(new Map([['page.html', text]]));
  }
});

test('a file is only for those who may read it', async () => {
  const file = join(folder, 'page.html');
  await replaceFile(file, 'text', 0o600);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('of a link, the file behind it is replaced', async () => {
  await writeFile(join(folder, 'old.html'), 'old');
  await symlink('old.html', join(folder, 'link.html'));
  await replaceFile(join(folder, 'link.html'), 'new');
  expect(await readFile(join(folder, 'old.html'), 'utf8')).toBe('new');
});

test('where it cannot be put in place, nothing is left of it', async () => {
  await mkdir(join(folder, 'page.html'));
  await expect(replaceFile(join(folder, 'page.html'), 'text')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder)).toEqual(['page.html']);
});
