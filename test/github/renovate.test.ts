import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { vendorImage } from '../../src/config/schema/image.ts';
import { providerVersions } from '../../stacks/provider-versions.ts';
import { peers } from '../peers/peers.ts';
import { readme } from '../support/readme.ts';
import { root } from '../support/synth.ts';
import { actionsIn, workflows } from '../support/workflows.ts';

interface Manager {
  readonly description: string;
  readonly customType: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
  readonly datasourceTemplate: string;
  readonly extractVersionTemplate?: string;
}

interface Found {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** What stands there once the version is another one. */
  readonly updated: string;
}

interface Rule {
  readonly matchPackageNames?: readonly string[];
  readonly matchDepNames?: readonly string[];
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const renovate: {
  readonly ignorePaths: readonly string[];
  readonly customManagers: readonly Manager[];
  readonly packageRules: readonly Rule[];
} = JSON.parse(read('.github/renovate.json'));

const manifest = JSON.parse(read('package.json'));

/** Every file of the checkout that a pattern may mean. */
const files = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !['node_modules', 'dist', 'cdktf.out', '.git'].includes(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map(
          (path) => `${entry.name}/${path.replaceAll('\\', '/')}`,
        )
      : [entry.name],
  );

/** What a custom manager finds, as Renovate does, and what it would make of it. */
function found({ managerFilePatterns, matchStrings, depNameTemplate }: Manager): readonly Found[] {
  return managerFilePatterns.flatMap((pattern) => {
    const matching = files.filter((file) => new RegExp(pattern.slice(1, -1)).test(file));
    return matching.flatMap((file) =>
      matchStrings.flatMap((match) =>
        Array.from(read(file).matchAll(new RegExp(match, 'g')), ({ 0: text, groups = {} }) => {
          const { depName = depNameTemplate ?? '', currentValue: version = '' } = groups;
          return { file, name: depName, version, updated: text.replaceAll(version, '9.8.7') };
        }),
      ),
    );
  });
}

/** A custom manager, by what its description starts with. @throws Error if there is none */
const managerOf = (description: string): Manager => {
  const manager = renovate.customManagers.find((each) => each.description.startsWith(description));
  if (manager === undefined) throw new Error(`No custom manager: ${description}`);
  return manager;
};

test('no folder of this project is passed over, as Renovate’s presets would tests', () => {
  expect(renovate.ignorePaths).toEqual(['**/node_modules/**']);
});

describe('each custom manager of Renovate', () => {
  test.each(renovate.customManagers)('$description', (manager) => {
    expect(manager.customType).toBe('regex');
    // Renovate takes patterns between slashes, and RE2 knows no look-around.
    for (const pattern of manager.managerFilePatterns) {
      expect(pattern).toMatch(/^\/\^.*\$\/$/);
      expect(files.filter((file) => new RegExp(pattern.slice(1, -1)).test(file))).not.toEqual([]);
    }
    expect(manager.matchStrings.filter((match) => /\(\?<?[=!]/.test(match))).toEqual([]);
    expect(found(manager)).not.toEqual([]);
    expect(found(manager).filter(({ name, version }) => !name || !version)).toEqual([]);
  });
});

test('programs that tests meet: those that have a revision of their own, wherever the version stands', () => {
  const manager = managerOf('Programs that tests meet');
  const own = peers.flatMap(({ package: name, version, source }) =>
    'revision' in source && source.revision.startsWith('v')
      ? [{ name: name.split('/').slice(1, 3).join('/'), version, revision: source.revision }]
      : [],
  );
  expect(own.length).toBeGreaterThan(4);
  expect(found(manager).map(({ name, version }) => ({ name, version, revision: `v${version}` }))).toEqual(
    expect.arrayContaining(own),
  );
  expect(found(manager)).toHaveLength(own.length);
  for (const { updated } of found(manager)) {
    expect(updated).toMatch(/version: '9\.8\.7',\s+source: \{ revision: 'v9\.8\.7' \}$/);
  }
  expect(manager).toMatchObject({
    datasourceTemplate: 'github-tags',
    extractVersionTemplate: '^v(?<version>.+)$',
  });
});

test('the providers: what is synthesised, and what the bindings are made from', () => {
  const versions = renovate.customManagers
    .filter(({ datasourceTemplate }) => datasourceTemplate === 'terraform-provider')
    .flatMap(found)
    .map(({ file, name, version }) => [file, name, version]);
  const stacks = 'stacks/provider-versions.ts';
  expect(versions).toEqual([
    [stacks, 'conductorone/conductorone', providerVersions['conductorone']],
    [stacks, 'hashicorp/kubernetes', providerVersions['kubernetes']],
    ['src/providers/generate.ts', 'conductorone/conductorone', providerVersions['conductorone']],
  ]);
});

test('the vendor’s image, wherever it is shown', () => {
  const images = found(managerOf("The vendor's image"));
  expect(new Set(images.map(({ name, version }) => `${name}:${version}`))).toEqual(new Set([vendorImage]));
  expect([...new Set(images.map(({ file }) => file))]).toEqual([
    'README.md',
    'src/config/schema/image.ts',
    'src/config/schema/self-hosted.ts',
    'stacks/connector.example.yaml',
  ]);
});

test('tools that npm scripts bring along', () => {
  const tools = found(managerOf('Tools that npm scripts')).map(
    ({ name, version }) => `--package=${name}@${version}`,
  );
  expect(tools).toEqual(manifest.scripts['generate:proto'].match(/--package=\S+/g));
});

test('the README’s actions, which are those of the workflows', () => {
  const actions = found(managerOf('Actions of the README'));
  expect(actions).toHaveLength(actionsIn(readme).length);
  const own = workflows.flatMap(({ text }) => actionsIn(text));
  expect(own).toEqual(expect.arrayContaining([...actionsIn(readme)]));
});

test('the packages that its rules name are dependencies', () => {
  const dependencies = [manifest, JSON.parse(read('.node/package.json'))].flatMap(
    ({ dependencies = {}, devDependencies = {}, optionalDependencies = {}, overrides = {} }) =>
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides }),
  );
  const custom = renovate.customManagers.flatMap(found).map(({ name }) => name);
  const named = renovate.packageRules.flatMap(({ matchPackageNames = [], matchDepNames = [] }) => [
    ...matchPackageNames,
    ...matchDepNames,
  ]);
  expect(named.length).toBeGreaterThan(15);
  const known = [...dependencies, ...custom];
  const missing = named.filter(
    (name) =>
      !known.some(
        (each) => each === name || (each.startsWith(name.replace('**', '')) && name.endsWith('**')),
      ),
  );
  expect(missing).toEqual([]);
});
