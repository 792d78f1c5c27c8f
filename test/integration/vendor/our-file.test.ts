import { join } from 'node:path';
import type { JsonValue } from '@bufbuild/protobuf';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { EntitlementSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/entitlement_pb.ts';
import { GrantSchema } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import {
  type Resource,
  ResourceSchema,
  ResourceTypeSchema,
} from '../../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';
import { built } from '../../peers/built.ts';
import { baton, binary } from '../../peers/peers.ts';
import { byId, jsonOf, writeSample } from '../../runtime/c1z/contents.ts';
import { expandedGrants } from '../../runtime/c1z/expected-grants.ts';
import { idOf, type Sample, sample } from '../../runtime/c1z/sample.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

/** The sample without the one type whose annotation this release of baton has no JSON for. */
const known: Sample = {
  resourceTypes: sample.resourceTypes.filter(({ id }) => id !== 'assignment'),
  resources: sample.resources.filter((resource) => typeOf(resource) !== 'assignment'),
  entitlements: sample.entitlements.filter(({ resource }) => typeOf(resource) !== 'assignment'),
  grants: sample.grants.filter(({ entitlement }) => typeOf(entitlement.resource) !== 'assignment'),
};

describeWith([built(baton)], 'the real baton reads our file', () => {
  let path: string;
  let syncId: string;

  beforeAll(async () => {
    path = join(await temporaryFolder(), 'sync.c1z');
    syncId = (await writeSample(path, known)).syncId;
  });

  /** What a command prints. */
  async function printed(...command: readonly string[]): Promise<Printed> {
    const { stdout } = await execa(binary(baton), [...command, '--file', path, '--output-format', 'json']);
    return JSON.parse(stdout);
  }

  test('its resource types', async () => {
    const { resourceTypes } = await printed('resource-types');
    expect(resourceTypes).toEqual(
      known.resourceTypes.map((type) => ({ resourceType: jsonOf(ResourceTypeSchema, type) })),
    );
  });

  test('its resources, each with its type', async () => {
    const { resources } = await printed('resources');
    expect(resources).toEqual(
      known.resources.map((resource) => ({
        resource: jsonOfResource(resource),
        resourceType: typeJson(resource),
      })),
    );
  });

  test('its entitlements, each with its resource', async () => {
    const { entitlements } = await printed('entitlements');
    expect(entitlements).toEqual(
      known.entitlements.map((entitlement) => ({
        entitlement: asBatonKnows(jsonOf(EntitlementSchema, entitlement)),
        resource: jsonOfResource(entitlement.resource),
        resourceType: typeJson(entitlement.resource),
      })),
    );
  });

  test('its grants, those of groups’ members too', async () => {
    const { grants = [] } = await printed('grants');
    const printedById = new Map(grants.map(({ grant }) => [grant.id, grant]));
    const expected = expandedGrants(known);
    expect(printedById.size).toBe(expected.length);
    for (const grant of expected) {
      expect(printedById.get(grant.id)).toEqual(asBatonKnows(jsonOf(GrantSchema, grant)));
    }
    // Found by index, too.
    const { grants: ofWiki = [] } = await printed('grants', '--entitlement', 'space:65536:read-space');
    expect(ofWiki.map(({ grant }) => grant.id).sort()).toEqual(
      byId(expected)
        .filter(({ entitlement }) => entitlement?.id === 'space:65536:read-space')
        .map(({ id }) => id),
    );
  });

  test('who holds something', async () => {
    const { resources } = await printed('principals');
    const holders = known.resources.filter((resource) => typeOf(resource) !== 'space');
    expect(resources).toHaveLength(holders.length);
    expect(resources).toEqual(
      expect.arrayContaining(
        holders.map((resource) => ({
          resource: jsonOfResource(resource),
          resourceType: typeJson(resource),
        })),
      ),
    );
  });

  test('what somebody may do', async () => {
    const { access = [] } = await printed('access', '--resource-type', 'user', '--resource', '5f0c:ada');
    const held = access.flatMap(({ entitlements }) => entitlements.map(({ id }) => id));
    expect(held.sort()).toEqual(['group:staff:member', 'space:65536:read-space']);
  });

  test('its runs', async () => {
    const { syncs } = await printed('syncs');
    expect(syncs).toEqual([
      {
        id: syncId,
        syncType: 'full',
        syncToken: '{"needs_expansion":true,"version":1}',
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        endedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });

  test('its statistics', async () => {
    const { stdout } = await execa(binary(baton), ['stats', '--file', path], { env: { NO_COLOR: '1' } });
    const counts = Array.from(stdout.matchAll(/^(\w+) *\| (\d+)/gm), ([, name, count]) => [
      name,
      Number(count),
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      resource_types: 3,
      user: 2,
      group: 2,
      space: 1,
      entitlements: 3,
      grants: 6,
    });
  });

  test('types it has no JSON for, on the console', async () => {
    const all = join(await temporaryFolder(), 'sync.c1z');
    await writeSample(all, sample);
    const { stdout } = await execa(binary(baton), ['resources', '--file', all]);
    expect(stdout).toContain('Viewer on Wiki');
  });
});

interface Printed {
  readonly resourceTypes?: JsonValue;
  readonly resources?: JsonValue;
  readonly entitlements?: JsonValue;
  readonly grants?: readonly { readonly grant: { readonly id: string } }[];
  readonly access?: readonly { readonly entitlements: readonly { readonly id: string }[] }[];
  readonly syncs?: JsonValue;
}

function typeOf(resource: Resource | undefined): string {
  return idOf(resource).resourceType;
}

function typeJson(resource: Resource | undefined): JsonValue | undefined {
  const type = known.resourceTypes.find(({ id }) => id === typeOf(resource));
  return type && jsonOf(ResourceTypeSchema, type);
}

function jsonOfResource(resource: Resource | undefined): JsonValue {
  if (!resource) throw new TypeError('no resource');
  return asBatonKnows(jsonOf(ResourceSchema, resource));
}

/** Without the two fields that resources did not have yet when this release of baton was made. */
function asBatonKnows(json: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(json), (key, value) =>
    key === 'profile' || (key === 'status' && String(value?.status).startsWith('RESOURCE_'))
      ? undefined
      : value,
  );
}
