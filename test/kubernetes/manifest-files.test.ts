import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryName } from '../../src/files/temporary-name.ts';
import {
  filesOf,
  type ManifestsByConnector,
  replaceFolder,
  writeFiles,
} from '../../src/kubernetes/manifest-files.ts';
import { filesBelow, nobody, temporaryFolder } from '../support/files.ts';

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

const filledIn = 'kind: Secret\nstringData: { BATON_API_KEY: ATATT3xCanary }\n';
const encrypted = 'kind: ENC[AES256_GCM,data:abc]\nsops: { version: 3.9.0 }\n';

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
    const killed = `${folder}.${temporaryName().replace(/[.]\d+[.]/, `.${nobody}.`)}.new`;
    await mkdir(join(killed, 'confluence'), { recursive: true });
    await writeFile(join(killed, 'confluence', 'interrupted.yaml'), 'stale');
    await replaceFolder(folder, two);
    expect(await filesBelow(folder)).toEqual(twoFiles);
    expect(await readdir(parent)).toEqual(['manifests']);
  });

  test('takes the folder away where there is nothing to write', async () => {
    await replaceFolder(folder, two);
    await replaceFolder(folder, new Map());
    expect(await readdir(parent)).toEqual([]);
  });

  test('keeps what holds somebody’s secrets, and says so', async () => {
    await replaceFolder(folder, two);
    await writeFile(join(folder, 'confluence', 'template', 'secrets.yaml'), filledIn);
    await chmod(join(folder, 'confluence', 'template', 'secrets.yaml'), 0o600);
    await mkdir(join(folder, 'gone'));
    await writeFile(join(folder, 'gone', 'secrets.enc.yaml'), encrypted);
    const kept = ['confluence/template/secrets.yaml', 'gone/secrets.enc.yaml'];
    expect(await replaceFolder(folder, two)).toEqual(kept);
    expect(await filesBelow(folder)).toEqual(
      new Map([
        ...twoFiles,
        ['confluence/template/secrets.yaml', filledIn],
        ['gone/secrets.enc.yaml', encrypted],
      ]),
    );
    expect((await stat(join(folder, 'confluence/template/secrets.yaml'))).mode & 0o777).toBe(0o600);
    expect(await replaceFolder(folder, new Map())).toEqual(kept);
    expect([...(await filesBelow(folder)).keys()]).toEqual(kept);
  });

  test('leaves the folder as it was where the writing fails', async () => {
    await replaceFolder(folder, two);
    await expect(replaceFolder(folder, impossible)).rejects.toThrow(/namespace\.yaml/);
    expect(await filesBelow(folder)).toEqual(twoFiles);
    expect(await readdir(parent)).toEqual(['manifests']);
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

  test('leaves what holds somebody’s secrets as it is, and says so', async () => {
    await mkdir(join(folder, 'confluence', 'template'), { recursive: true });
    await writeFile(join(folder, 'confluence', 'template', 'secrets.yaml'), filledIn);
    expect(await writeFiles(folder, two)).toEqual(['confluence/template/secrets.yaml']);
    expect(await filesBelow(folder)).toEqual(
      new Map([...twoFiles, ['confluence/template/secrets.yaml', filledIn]]),
    );
  });

  test('leaves no file half-written', async () => {
    await expect(writeFiles(folder, impossible)).rejects.toThrow(/namespace\.yaml/);
    expect(await filesBelow(folder)).toEqual(new Map([['confluence/namespace.yaml', 'new']]));
  });
});
