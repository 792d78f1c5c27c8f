import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { filesOf, type ManifestsByConnector, replaceFolder, writeFiles } from '../../src/kubernetes/files.ts';
import { filesBelow, temporaryFolder } from '../support/files.ts';

const two: ManifestsByConnector = new Map([
  [
    'confluence',
    new Map([
      ['namespace.yaml', 'a'],
      ['template/secrets.yaml', 'b'],
    ]),
  ],
  ['confluence-eu', new Map([['namespace.yaml', 'c']])],
]);

const twoFiles = new Map([
  ['confluence-eu/namespace.yaml', 'c'],
  ['confluence/namespace.yaml', 'a'],
  ['confluence/template/secrets.yaml', 'b'],
]);

/** A file below another file cannot be written. */
const impossible: ManifestsByConnector = new Map([
  [
    'confluence',
    new Map([
      ['namespace.yaml', 'new'],
      ['namespace.yaml/impossible', ''],
    ]),
  ],
]);

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await temporaryFolder();
  folder = join(parent, 'manifests');
});

test('filesOf names each file by its connector', () => {
  expect(filesOf(two)).toEqual(twoFiles);
});

describe('replaceFolder', () => {
  test('makes a folder', async () => {
    await replaceFolder(folder, two);
    expect(await filesBelow(folder)).toEqual(twoFiles);
  });

  test('leaves nothing stale in it and nothing beside it', async () => {
    await mkdir(join(folder, 'gone', 'template'), { recursive: true });
    await writeFile(join(folder, 'gone', 'template', 'secrets.yaml'), 'stale');
    await mkdir(join(`${folder}.new`, 'confluence'), { recursive: true });
    await writeFile(join(`${folder}.new`, 'confluence', 'interrupted.yaml'), 'stale');
    await replaceFolder(folder, two);
    expect(await filesBelow(folder)).toEqual(twoFiles);
    expect(await readdir(parent)).toEqual(['manifests']);
  });

  test('takes the folder away where there is nothing to write', async () => {
    await replaceFolder(folder, two);
    await replaceFolder(folder, new Map());
    expect(await readdir(parent)).toEqual([]);
  });

  test('leaves the folder as it was where the writing fails', async () => {
    await replaceFolder(folder, two);
    await expect(replaceFolder(folder, impossible)).rejects.toThrow(/namespace\.yaml/);
    expect(await filesBelow(folder)).toEqual(twoFiles);
  });
});

describe('writeFiles', () => {
  test('replaces its own files and leaves others alone', async () => {
    await mkdir(join(folder, 'confluence'), { recursive: true });
    await writeFile(join(folder, 'README.md'), 'ours');
    await writeFile(join(folder, 'confluence', 'patch.yaml'), 'ours');
    await writeFile(join(folder, 'confluence', 'namespace.yaml'), 'old');
    await writeFiles(folder, two);
    expect(await filesBelow(folder)).toEqual(
      new Map(
        [['README.md', 'ours'], ...twoFiles, ['confluence/patch.yaml', 'ours']].sort() as [string, string][],
      ),
    );
  });

  test('leaves no file half-written', async () => {
    await expect(writeFiles(folder, impossible)).rejects.toThrow(/namespace\.yaml/);
    expect(await filesBelow(folder)).toEqual(new Map([['confluence/namespace.yaml', 'new']]));
  });
});
