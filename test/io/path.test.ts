import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { temporaryFolder as folderForTemporaryFiles } from '../../src/io/io.ts';
import { pathFrom, pathIn } from '../../src/io/path.ts';
import { temporaryFolder } from '../support/files.ts';

test.each([
  ['/folder', 'a/b', '/folder/a/b'],
  ['/folder', '/a/b', '/a/b'],
  ['/folder', '../a', '/folder/../a'],
  ['/folder', 'a/', '/folder/a/'],
  ['.', 'a/', 'a/'],
  ['.', '/a', '/a'],
])('from %s, the path %s is %s', (directory, path, expected) => {
  expect(pathFrom(directory, path)).toBe(expected);
});

test('after a link, .. is above what it names', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'deep', 'below'), { recursive: true });
  await writeFile(join(folder, 'deep', 'file'), 'text');
  await symlink(join('deep', 'below'), join(folder, 'link'));
  expect(await readFile(pathFrom(folder, 'link/../file'), 'utf8')).toBe('text');
});

test('a path that is not absolute comes back as it was', () => {
  const relative = fc
    .array(fc.constantFrom('a', 'b.c1z', '..', '.'), { minLength: 1 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.constantFrom('/folder', '/folder/a', '.'), relative, (directory, path) => {
      expect(pathIn(directory, pathFrom(directory, path))).toBe(path);
    }),
  );
  expect(pathIn('/folder', '/elsewhere/a')).toBe('/elsewhere/a');
});

test.each([
  [{}, '/tmp'],
  [{ TMPDIR: '/mine/' }, '/mine'],
  [{ TMPDIR: '/' }, '/'],
  [{ TMPDIR: '', TMP: '/tmp/other' }, '/tmp/other'],
  [{ TEMP: 'here' }, '/folder/here'],
])('with %j, temporary files are in %s', (environment, expected) => {
  expect(folderForTemporaryFiles({ environment, directory: '/folder' })).toBe(expected);
});
