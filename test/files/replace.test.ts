import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { replaceFile } from '../../src/files/replace.ts';
import { filesBelow, nobody, temporaryFolder } from '../support/files.ts';

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
  await replaceFile(file, 'text', { mode: 0o600 });
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

test('a link that leads nowhere, or to itself, stays, and nothing is written', async () => {
  const link = join(folder, 'link.html');
  await symlink('nowhere.html', link);
  await expect(replaceFile(link, 'text')).rejects.toThrow(`${link}: is a link to nowhere.html, and there is`);
  await symlink('self.html', join(folder, 'self.html'));
  await expect(replaceFile(join(folder, 'self.html'), 'text')).rejects.toMatchObject({ code: 'ELOOP' });
  expect((await readdir(folder)).sort()).toEqual(['link.html', 'self.html']);
});

test('nothing is written through links that somebody has put beside it', async () => {
  const file = join(folder, 'page.html');
  const victim = join(await temporaryFolder(), 'victim');
  await writeFile(victim, 'as it was');
  const planted = ['page.html.new', 'page.html.part', `page.html.${hostname()}.${process.pid}.part`];
  for (const name of planted) await symlink(victim, join(folder, name));
  await replaceFile(file, 'text');
  expect(await readFile(file, 'utf8')).toBe('text');
  expect(await readFile(victim, 'utf8')).toBe('as it was');
  expect((await readdir(folder)).sort()).toEqual(['page.html', ...planted].sort());
});

test('what killed processes have left beside it is removed, and not what links lead to', async () => {
  const file = join(folder, 'page.html');
  const outside = await temporaryFolder();
  await writeFile(join(outside, 'ours'), '');
  const left = `page.html.${hostname()}.${nobody}`;
  await writeFile(join(folder, `${left}.0a1b.part`), 'half a page');
  await symlink(outside, join(folder, `${left}.2c3d.part`));
  await replaceFile(file, 'text');
  expect(await readdir(folder)).toEqual(['page.html']);
  expect(await readdir(outside)).toEqual(['ours']);
});

test('several at once leave one of the texts', async () => {
  const file = join(folder, 'page.html');
  const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`);
  await Promise.all(texts.map((text) => replaceFile(file, text)));
  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['page.html']);
});
