import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../support/synth.ts';
import { jobOf } from '../support/workflows.ts';

const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'));

const manifest = await read('package.json');
const [action] = jobOf('release.yml', 'release-please').steps;

describe('release-please', () => {
  test('is told where its files are', async () => {
    expect(action?.with).toEqual({
      'config-file': '.github/release-please-config.json',
      'manifest-file': '.github/.release-please-manifest.json',
    });
    const { packages, 'release-type': type } = await read(String(action?.with?.['config-file']));
    expect(type).toBe('node');
    expect(Object.keys(packages)).toEqual(['.']);
    const { 'changelog-path': changelog } = packages['.'];
    expect(changelog).toBe('.github/CHANGELOG.md');
    expect(existsSync(join(root, dirname(changelog)))).toBe(true);
  });

  test('starts from the version of the package', async () => {
    expect(await read(String(action?.with?.['manifest-file']))).toEqual({ '.': manifest.version });
    const { version, packages } = await read('package-lock.json');
    expect([version, packages[''].version]).toEqual([manifest.version, manifest.version]);
  });
});

describe('package.json', () => {
  test('says where the package comes from, which its provenance is held against', () => {
    const repository = 'confluence-connector/confluence-connector';
    expect(manifest).toMatchObject({
      repository: { type: 'git', url: `git+https://github.com/${repository}.git` },
      homepage: `https://github.com/${repository}#readme`,
      bugs: `https://github.com/${repository}/issues`,
    });
  });

  test('names no image: the workflow of a release does', () => {
    expect(manifest).not.toHaveProperty('image');
    const commands = jobOf('release.yml', 'npm').steps.flatMap(({ run }) => run ?? []);
    const setting = commands.indexOf('npm pkg set "image=$REFERENCE"');
    expect(commands.indexOf('npm test')).toBeGreaterThan(0);
    expect(setting).toBeGreaterThan(commands.indexOf('npm test'));
    expect(setting).toBeLessThan(commands.indexOf('npm publish --provenance --access public'));
  });
});
