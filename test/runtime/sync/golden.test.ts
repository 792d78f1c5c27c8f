import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Simulator } from '../../simulator/simulator.ts';
import { type SiteJson, siteFrom } from '../../simulator/site-from.ts';
import { temporaryFolder } from '../../support/files.ts';
import { contentsOf, type Decoded, type DecodedObjects, differences } from './decoded.ts';
import { intendedObjects } from './intended-differences.ts';
import { syncFrom } from './syncing.ts';

// The vendor's connector itself is not on every machine; what it once made of a small site is in these files: a kind
// of object, a tab and the object in each line.

const folder = join(import.meta.dirname, 'golden');

test.each([
  ['permissions', 'granular.jsonl', {}, { entitlements: 123, grants: 46 }],
  ['roles', 'rbac.jsonl', { roles: true }, { entitlements: 10, grants: 19 }],
] as const)(
  'a small site becomes what the vendor’s connector made of it: %s',
  async (mode, name, settings, size) => {
    const site = siteFrom(JSON.parse(await readFile(join(folder, 'site.json'), 'utf8')) as SiteJson);
    const theirs = objectsIn(await readFile(join(folder, name), 'utf8'));
    expect({ entitlements: theirs.entitlements.size, grants: theirs.grants.size }).toEqual(size);
    const simulator = await Simulator.start({ site });
    try {
      const file = join(await temporaryFolder(), 'sync.c1z');
      await syncFrom(simulator, { file, mode });
      expect(differences(await contentsOf(file), intendedObjects(theirs, site, settings))).toEqual([]);
    } finally {
      await simulator.stop();
    }
  },
);

function objectsIn(lines: string): DecodedObjects {
  const rows = lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [kind, json = ''] = line.split('\t');
      return { kind, object: JSON.parse(json) as Decoded };
    });
  const ofKind = (kind: string) =>
    new Map(rows.filter((row) => row.kind === kind).map(({ object }) => [idOf(object['id']), object]));
  return {
    resourceTypes: ofKind('resource_type'),
    resources: ofKind('resource'),
    entitlements: ofKind('entitlement'),
    grants: ofKind('grant'),
  };
}

function idOf(id: unknown): string {
  if (typeof id === 'string') return id;
  const { resourceType, resource } = id as Readonly<Record<string, string>>;
  return `${resourceType}:${resource}`;
}
