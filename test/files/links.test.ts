import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { LinkError, targetOf, textBelow } from '../../src/files/links.ts';
import { temporaryFolder } from '../support/files.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

describe('targetOf', () => {
  test('a file, one that is to be made, and the file behind links', async () => {
    const file = join(folder, 'file');
    expect(await targetOf(file)).toBe(file);
    await writeFile(file, '');
    await symlink('file', join(folder, 'first'));
    await symlink('first', join(folder, 'second'));
    for (const name of ['file', 'first', 'second']) expect(await targetOf(join(folder, name))).toBe(file);
  });

  test('a link that leads nowhere, at once or by way of others', async () => {
    await symlink('nowhere', join(folder, 'first'));
    await symlink('first', join(folder, 'second'));
    for (const [name, behind] of [
      ['first', 'nowhere'],
      ['second', 'first'],
    ] as const) {
      const link = join(folder, name);
      await expect(targetOf(link)).rejects.toThrow(
        new LinkError(`${link}: is a link to ${behind}, and there is no such file`),
      );
    }
  });

  test('links that lead to themselves', async () => {
    await symlink('self', join(folder, 'self'));
    await symlink('b', join(folder, 'a'));
    await symlink('a', join(folder, 'b'));
    for (const name of ['self', 'a', 'b']) {
      await expect(targetOf(join(folder, name))).rejects.toMatchObject({ code: 'ELOOP' });
    }
  });

  test('what is below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(targetOf(join(folder, 'file', 'in'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('textBelow', () => {
  test('a file, and none', async () => {
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await writeFile(join(folder, 'a', 'b', 'file'), 'text');
    expect(await textBelow(folder, 'a/b/file')).toBe('text');
    for (const path of ['none', 'a/none', 'a/none/file'])
      expect(await textBelow(folder, path)).toBeUndefined();
    await expect(textBelow(folder, 'a/b')).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(textBelow(folder, 'a/b/file/in')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  const parts = ['a', 'b', 'file'];

  test.each(parts.map((name, depth) => [name, depth] as const))(
    'no link is followed, wherever in the path it is: %s',
    async (_, depth) => {
      const outside = await temporaryFolder();
      await mkdir(join(outside, ...parts.slice(0, -1)), { recursive: true });
      await writeFile(join(outside, ...parts), 'text');
      const link = join(folder, ...parts.slice(0, depth + 1));
      await mkdir(join(link, '..'), { recursive: true });
      for (const target of [join(outside, ...parts.slice(0, depth + 1)), 'nowhere']) {
        const path = target === 'nowhere' ? `${link}-nowhere` : link;
        await symlink(target, path);
        const below = [
          ...parts.slice(0, depth),
          path.slice(join(path, '..').length + 1),
          ...parts.slice(depth + 1),
        ];
        await expect(textBelow(folder, join(...below))).rejects.toThrow(
          new LinkError(`${path}: is a link, and no link in ${folder} is followed`),
        );
      }
    },
  );

  test('the folder itself may be a link', async () => {
    await writeFile(join(folder, 'file'), 'text');
    const link = join(await temporaryFolder(), 'link');
    await symlink(folder, link);
    expect(await textBelow(link, 'file')).toBe('text');
  });
});
