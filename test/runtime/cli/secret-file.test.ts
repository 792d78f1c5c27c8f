import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { isLasting, readSecretFile } from '../../../src/runtime/cli/secret-file.ts';
import { temporaryFolder } from '../../support/files.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'token');
});

test.each([
  ['as it is', 'token', 'token'],
  ['without line breaks and blanks around it', ' token\r\n\n', 'token'],
  ['without the mark of a byte order', '\ufefftoken', 'token'],
  ['of 64 KiB', 'x'.repeat(64 * 1024), 'x'.repeat(64 * 1024)],
])('a file is read %s', async (_, content, text) => {
  await writeFile(path, content);
  expect(readSecretFile(path)).toBe(text);
});

test.each<[string, string | Uint8Array, string]>([
  ['nothing', '', 'names an empty file ('],
  ['blanks only', ' \n', 'names an empty file ('],
  ['more than a credential', 'x'.repeat(64 * 1024 + 1), 'names a file of more than 64 KiB ('],
  ['no text', Uint8Array.of(0xc3, 0x28), 'names a file that is no text in UTF-8'],
])('a file that holds %s is refused', async (_, content, message) => {
  await writeFile(path, content);
  expect(() => readSecretFile(path)).toThrow(message);
});

test.each([
  ['nothing', 'missing', 'no such file or directory'],
  ['a folder', '.', 'illegal operation on a directory'],
])('the path of %s is told, and why it cannot be read', (_, name, why) => {
  const path = join(folder, name);
  expect(() => readSecretFile(path)).toThrow(`names a file that cannot be read (${path}): ${why}`);
});

test.each(['canary', 'ATATT3x/canary', 'secret-token:conductorone.com:v1:canary', 'canary\0'])(
  'what may be the credential itself is not repeated: %s',
  (given) => {
    const read = () => readSecretFile(given);
    expect(read).toThrow('names a file that cannot be read: ');
    expect(read).not.toThrow('canary');
  },
);

test('a pipe is read once, and a file again and again', async () => {
  await execa('mkfifo', [path]);
  const written = writeFile(path, 'token\n');
  // In a process of its own: reading a pipe waits for its writer.
  const module = JSON.stringify(join(import.meta.dirname, '../../../src/runtime/cli/secret-file.ts'));
  const script = `import { readSecretFile } from ${module}; console.log(readSecretFile(process.argv[1]));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script, path]);
  await written;
  expect(stdout).toBe('token');
  expect(isLasting(path)).toBe(false);
  await mkdir(join(folder, 'mounted'));
  await writeFile(join(folder, 'mounted', 'token'), 'token');
  expect(isLasting(join(folder, 'mounted', 'token'))).toBe(true);
});

test('what is away for now may come back', () => {
  expect(isLasting(path)).toBe(true);
});
