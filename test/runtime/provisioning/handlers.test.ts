import { setTimeout as sleep } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validPairs } from '../../../src/config/vocabulary.ts';
import { TaskError, type TaskResult } from '../../../src/runtime/conductorone/task.ts';
import type { Call, Answer as Came, Client } from '../../../src/runtime/confluence/client.ts';
import { provisioningHandlers } from '../../../src/runtime/provisioning/handlers.ts';
import {
  assignedEntitlement,
  groupResource,
  memberEntitlement,
  permissionEntitlement,
  roleAssignmentResource,
  spaceResource,
} from '../../../src/runtime/sync/objects.ts';
import type { Mishap } from '../../simulator/faults.ts';
import type { Site } from '../../simulator/site.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { clientOf, withSimulator } from '../confluence/reading.ts';
import { type Asked, answered, grantTask, revokeTask } from './asking.ts';

const { signal } = new AbortController();
const context = { id: 'task', debug: false, signal };

const space = { id: '10', key: 'ENG', name: 'Engineering' };
const group = groupResource({ id: 'g-empty', name: 'empty' });
const roleOf = (id: string) => ({ id, name: id, description: '', builtIn: false, permissions: [] });

// As a sync names them.
const member = memberEntitlement(group).id;
const permissions = validPairs().map((pair) => permissionEntitlement(spaceResource(space), pair).id);
const roles = ['r-admin', 'r-view'].map(
  (id) => assignedEntitlement(roleAssignmentResource(space, roleOf(id))).id,
);
const readSpace = 'space:10:read-space';

const accounts = ['eve', 'gus'].map((id) => ['user', id] as const);
const anybody = [...accounts, ['group', 'g-empty'] as const];

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ entitlement: fc.constant(member), principal: fc.constantFrom(...accounts) }),
  fc.record({ entitlement: fc.constantFrom(...permissions), principal: fc.constantFrom(...anybody) }),
  fc.record({ entitlement: fc.constantFrom(...roles), principal: fc.constantFrom(...anybody) }),
);

test('whatever is granted and revoked, in whatever order, the site holds what follows from it', async () => {
  const steps = fc.array(fc.record({ grant: fc.boolean(), asked }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (script) =>
      withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
        const model = new Set(heldIn(simulator.site));
        const handlers = provisioningHandlers(async () => clientOf(simulator));
        for (const { grant, asked: each } of script) {
          const before = model.has(keyOf(each));
          const { annotations } = await (grant
            ? handlers.grant(grantTask(each), context)
            : handlers.revoke(revokeTask(each), context)
          ).then(read);
          const already = grant ? ['GrantAlreadyExists'] : ['GrantAlreadyRevoked'];
          expect(annotations).toEqual(before === grant ? already : []);
          if (grant) give(model, each);
          else take(model, each);
          expect(heldIn(simulator.site)).toEqual([...model].sort());
        }
      }),
    ),
    { numRuns: 25 },
  );
});

const examples: readonly Asked[] = [
  { entitlement: member, principal: ['user', 'eve'] },
  { entitlement: readSpace, principal: ['user', 'eve'] },
  { entitlement: 'space:10:delete-page', principal: ['group', 'g-empty'] },
  { entitlement: 'space_role_assignment:10:r-view:assigned', principal: ['group', 'g-empty'] },
];

test.each(examples)('the answers to changes are lost, and these made again: $entitlement', async (each) => {
  await withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
    const client = clientOf(simulator);
    // As a client that tries again does it: the second answer is the one that comes.
    const losing: Client = {
      async send<Data>(call: Call<Data>): Promise<Came<Data>> {
        if (call.method !== undefined) await client.send(call);
        return client.send(call);
      },
    };
    const { grant, revoke } = provisioningHandlers(async () => losing);
    expect(read(await grant(grantTask(each), context))).toMatchObject({ grants: [keyOf(each)] });
    expect(heldIn(simulator.site)).toContain(keyOf(each));
    expect(new Set(heldIn(simulator.site)).size).toBe(heldIn(simulator.site).length);
    expect(read(await revoke(revokeTask(each), context))).toMatchObject({ annotations: [] });
    expect(heldIn(simulator.site)).not.toContain(keyOf(each));
  });
});

test.each<Mishap>(['dropped', 'cut', 503, 429])(
  'a change that meets "%s" is made in the end',
  async (mishap) => {
    await withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
      simulator.faults = { retryAfterSeconds: 0.01 };
      simulator.inject({ method: 'POST', path: /./, mishap });
      simulator.inject({ method: 'DELETE', path: /./, mishap });
      const before = heldIn(simulator.site);
      for (const each of examples) {
        const { grant, revoke } = provisioningHandlers(async () => clientOf(simulator));
        expect(read(await grant(grantTask(each), context))).toMatchObject({ grants: [keyOf(each)] });
        expect(read(await revoke(revokeTask(each), context))).toMatchObject({ annotations: [] });
      }
      const { principal } = examples[2] as Asked;
      expect(heldIn(simulator.site)).toEqual(
        [...before, keyOf({ entitlement: readSpace, principal })].sort(),
      );
    });
  },
);

test('a change that Confluence accepts, and that does not show, is an error', async () => {
  await withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
    const { grant, revoke } = provisioningHandlers(async () => clientOf(simulator));
    const held: Asked = { entitlement: 'group:g-users:member', principal: ['user', 'ada'] };
    const times = Number.POSITIVE_INFINITY;
    simulator.inject({ method: 'POST', path: /userByGroupId/, mishap: 201, times });
    simulator.inject({ method: 'DELETE', path: /userByGroupId/, mishap: 204, times });
    const outcomes = await Promise.allSettled([
      grant(grantTask({ ...held, entitlement: member }), context),
      revoke(revokeTask(held), context),
    ]);
    const words = ['grant', 'revoke'].map(
      (what) => `Confluence has accepted the ${what}, but it has not taken effect`,
    );
    expect(outcomes).toMatchObject(
      words.map((message) => ({ reason: { code: Code.Unavailable, nonRetryable: false, message } })),
    );
    expect(outcomes).toMatchObject([{ reason: expect.any(TaskError) }, { reason: expect.any(TaskError) }]);
  });
});

test('what shows only after a while is waited for', async () => {
  await withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
    const client = clientOf(simulator);
    let reads = 0;
    const late: Client = {
      async send<Data>(call: Call<Data>): Promise<Came<Data>> {
        reads += call.path.endsWith('/membersByGroupId') ? 1 : 0;
        // The first one is before the change, the second after it.
        return reads === 2 ? { data: { results: [] } as Data, nextLink: undefined } : client.send(call);
      },
    };
    const { grant } = provisioningHandlers(async () => late);
    const each: Asked = { entitlement: member, principal: ['user', 'eve'] };
    expect(read(await grant(grantTask(each), context))).toMatchObject({ grants: [keyOf(each)] });
    expect(reads).toBe(3);
  });
});

test.each([true, false])('one role in place of another, side by side, the grant first: %s', async (first) => {
  await withSimulator({ site: siteFrom(smallSite), faults: { latencyMs: [0, 10] } }, async (simulator) => {
    const { grant, revoke } = provisioningHandlers(async () => clientOf(simulator));
    const [admin, view] = roles.map((entitlement) => ({ entitlement, principal: ['user', 'ada'] as const }));
    const changes = [
      () => grant(grantTask(view as Asked), context),
      () => revoke(revokeTask(admin as Asked), context),
    ];
    await Promise.all((first ? changes : changes.toReversed()).map((change) => change()));
    expect(heldIn(simulator.site)).toContain(keyOf(view as Asked));
    expect(heldIn(simulator.site)).not.toContain(keyOf(admin as Asked));
  });
});

test('what waits for another change, or for Confluence, ends once it is not wanted any more', async () => {
  await withSimulator({ site: siteFrom(smallSite) }, async (simulator) => {
    simulator.inject({ path: /membersByGroupId/, mishap: 'stalled', times: Number.POSITIVE_INFINITY });
    const controller = new AbortController();
    const options = { debug: false, signal: controller.signal };
    const { grant, revoke } = provisioningHandlers(async () => clientOf(simulator, options));
    const task: Asked = { entitlement: member, principal: ['user', 'eve'] };
    const outcomes = Promise.allSettled([
      grant(grantTask(task), { id: 'running', ...options }),
      revoke(revokeTask(task), { id: 'waiting', ...options }),
    ]);
    while (simulator.requests.length === 0) await sleep(5);
    controller.abort();
    expect(await outcomes).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(simulator.requests).toHaveLength(1);
  });
});

function read({ response }: TaskResult) {
  return answered(response);
}

function keyOf({ entitlement, principal: [type, id] }: Asked): string {
  return `${entitlement}:${type}:${id}`;
}

function give(model: Set<string>, { entitlement, principal }: Asked): void {
  const isRole = roles.includes(entitlement);
  for (const role of isRole ? roles : []) model.delete(keyOf({ entitlement: role, principal }));
  if (permissions.includes(entitlement)) model.add(keyOf({ entitlement: readSpace, principal }));
  model.add(keyOf({ entitlement, principal }));
}

function take(model: Set<string>, { entitlement, principal }: Asked): void {
  const gone = entitlement === readSpace ? permissions : [entitlement];
  for (const each of gone) model.delete(keyOf({ entitlement: each, principal }));
}

/** All that accounts and groups hold in the group `empty` and in the space ENG, as ids of grants. */
function heldIn(site: Site): readonly string[] {
  const { permissions: given, assignments } = site.space(space.id);
  return [
    ...site.group('g-empty').members.map((id) => keyOf({ entitlement: member, principal: ['user', id] })),
    ...given.map(({ principal: { type, id }, operation: { key, targetType } }) =>
      keyOf({ entitlement: `space:10:${key}-${targetType}`, principal: [type, id] }),
    ),
    ...assignments.map(({ principal: { principalType, principalId }, roleId }) =>
      keyOf({
        entitlement: `space_role_assignment:10:${roleId}:assigned`,
        principal: [principalType.toLowerCase(), principalId],
      }),
    ),
  ].sort();
}
