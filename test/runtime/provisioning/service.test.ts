import { Code } from '@connectrpc/connect';
import { afterEach, expect, test } from '@jest/globals';
import type { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { logged } from '../cli/run.ts';
import { ServingHere } from '../cli/serving.ts';
import { type Asked, answered, grantTask, nameOf, revokeTask } from './asking.ts';

let serving: ServingHere;
let api: ConnectorApi;
let simulator: Simulator;
afterEach(() => serving.end());

async function started(options: Partial<SimulatorOptions> = {}): Promise<void> {
  serving = await ServingHere.prepare(await temporaryFolder(), {
    site: siteFrom(smallSite),
    account: 'ada',
    ...options,
  });
  ({ api, simulator } = serving);
  serving.launch({ BATON_PROVISIONING: 'true' });
}

/** What a task has come to: the ids of grants and the annotations, or the refusal. */
async function outcomeOf(task: ReturnType<ConnectorApi['tasks']['push']>) {
  const finish = await task.finished;
  if (finish.outcome !== 'success') return finish;
  const { finalState } = finish.request;
  if (finalState.case !== 'success') throw new Error('a success that is none');
  const { response, annotations } = finalState.value;
  const answer = answered(response);
  // What is annotated is said twice.
  expect(annotations.map(nameOf)).toEqual(answer.annotations);
  return answer;
}

const granting = (asked: Asked) => outcomeOf(api.tasks.push({ grant: grantTask(asked) }));
const revoking = (asked: Asked) => outcomeOf(api.tasks.push({ revoke: revokeTask(asked) }));

const grantType = 'c1.connector.v2.GrantManagerServiceGrantResponse';
const revokeType = 'c1.connector.v2.GrantManagerServiceRevokeResponse';

/** The permissions of a principal in the space ENG, as `<verb>-<noun>`. */
function permissionsOf(principal: string): readonly string[] {
  const { permissions } = simulator.site.space('10');
  return permissions
    .filter(({ principal: { id } }) => id === principal)
    .map(({ operation: { key, targetType } }) => `${key}-${targetType}`);
}

function rolesOf(principal: string): readonly string[] {
  const { assignments } = simulator.site.space('10');
  return assignments
    .filter(({ principal: { principalId } }) => principalId === principal)
    .map(({ roleId }) => roleId);
}

const membersOf = () => simulator.site.group('g-empty').members;

/** What each principal may be given, and where it shows. */
const cases: readonly (Asked & {
  readonly held: () => readonly string[];
  readonly shown: readonly string[];
})[] = [
  { entitlement: 'group:g-empty:member', principal: ['user', 'ada'], held: membersOf, shown: ['ada'] },
  ...(['user', 'group'] as const).flatMap((type) => {
    const id = type === 'user' ? 'eve' : 'g-empty';
    const principal = [type, id] as const;
    return [
      {
        entitlement: 'space:10:read-space',
        principal,
        held: () => permissionsOf(id),
        shown: ['read-space'],
      },
      {
        entitlement: 'space:10:restrict_content-space',
        principal,
        held: () => permissionsOf(id),
        shown: ['read-space', 'restrict_content-space'],
      },
      {
        entitlement: 'space_role_assignment:10:r-view:assigned',
        principal,
        held: () => rolesOf(id),
        shown: ['r-view'],
      },
    ];
  }),
];

test('every kind of entitlement is granted and revoked, once, to everybody who can hold it', async () => {
  await started();
  for (const { held, shown, ...asked } of cases) {
    const [type, id] = asked.principal;
    const grant = `${asked.entitlement}:${type}:${id}`;
    expect(await granting(asked)).toEqual({ type: grantType, grants: [grant], annotations: [] });
    expect(held()).toEqual(shown);
    expect(await granting(asked)).toEqual({
      type: grantType,
      grants: [],
      annotations: ['GrantAlreadyExists'],
    });
    expect(await revoking(asked)).toEqual({ type: revokeType, annotations: [] });
    // What had to come before is never taken along.
    expect(held()).toEqual(asked.entitlement === 'space:10:restrict_content-space' ? ['read-space'] : []);
    expect(await revoking(asked)).toEqual({ type: revokeType, annotations: ['GrantAlreadyRevoked'] });
    if (held().length > 0) await revoking({ ...asked, entitlement: 'space:10:read-space' });
    expect(held()).toEqual([]);
  }
});

test('what is granted is in the next sync; revoking read-space takes with it what depends on it', async () => {
  await started();
  const asked: Asked = { entitlement: 'space:10:create-page', principal: ['user', 'eve'] };
  await granting(asked);
  await granting({ entitlement: 'group:g-empty:member', principal: ['user', 'eve'] });
  const grantsOf = async () => {
    const sync = api.tasks.push({ syncFull: { skipExpandGrants: true } });
    expect(await sync.finished).toMatchObject({ outcome: 'success' });
    const reader = await sync.uploads[0]?.open();
    const grants = [...(reader?.grants() ?? [])].map(({ id }) => id).filter((id) => id.endsWith(':user:eve'));
    await reader?.close();
    return grants.sort();
  };
  const before = ['group:g-users:member:user:eve'];
  expect(await grantsOf()).toEqual([
    'group:g-empty:member:user:eve',
    ...before,
    'space:10:create-page:user:eve',
    'space:10:read-space:user:eve',
  ]);
  await revoking({ ...asked, entitlement: 'space:10:read-space' });
  await revoking({ entitlement: 'group:g-empty:member', principal: ['user', 'eve'] });
  expect(await grantsOf()).toEqual(before);
  expect(await revoking(asked)).toMatchObject({ annotations: ['GrantAlreadyRevoked'] });
});

test('a personal space has a key that is no word', async () => {
  await started();
  const space = { ...simulator.site.space('10'), id: '30', key: '~712020:5f/a b' };
  simulator.site.spaces.set('30', { ...space, permissions: [] });
  const asked: Asked = { entitlement: 'space:30:read-space', principal: ['user', 'eve'] };
  expect(await granting(asked)).toMatchObject({ grants: ['space:30:read-space:user:eve'] });
  expect(await revoking(asked)).toMatchObject({ annotations: [] });
});

test('a role is taken only from who has that very one', async () => {
  await started();
  const principal = ['user', 'ada'] as const;
  const view: Asked = { entitlement: 'space_role_assignment:10:r-view:assigned', principal };
  expect(await revoking(view)).toMatchObject({ annotations: ['GrantAlreadyRevoked'] });
  expect(rolesOf('ada')).toEqual(['r-admin']);
  expect(await granting(view)).toMatchObject({ annotations: [] });
  expect(rolesOf('ada')).toEqual(['r-view']);
});

test('what makes no sense is refused by name, and changes nothing', async () => {
  await started();
  const user = ['user', 'ada'] as const;
  const wrong: readonly (readonly [Asked, string])[] = [
    [{ entitlement: 'application:1:use', principal: user }, '"application:1:use"'],
    [{ entitlement: 'space:ENG:read-space', principal: user }, '"space:ENG:read-space"'],
    [{ entitlement: 'space:10:read', principal: user }, '"space:10:read"'],
    [{ entitlement: 'space_role_assignment:10:assigned', principal: user }, 'role_assignment:10:assigned"'],
    [{ entitlement: 'group:g-empty:owner', principal: user }, '"group:g-empty:owner"'],
    [{ entitlement: 'group:g-empty:member', principal: ['group', 'g-users'] }, 'only accounts can'],
    [{ entitlement: 'space:10:read-space', principal: ['space', '20'] }, 'type "space"'],
    [{ entitlement: 'space:10:read-space', principal: ['user', ''] }, 'type "user"'],
  ];
  const refused = { outcome: 'error', code: Code.InvalidArgument, nonRetryable: true };
  for (const [asked, message] of wrong) {
    expect(await granting(asked)).toMatchObject({ ...refused, message: expect.stringContaining(message) });
    expect(await revoking(asked)).toMatchObject({ ...refused, message: expect.stringContaining(message) });
  }
  // Such a permission can only be found, and taken.
  const whiteboard: Asked = { entitlement: 'space:10:create-whiteboard', principal: ['user', 'una'] };
  expect(await granting(whiteboard)).toMatchObject({
    ...refused,
    message: expect.stringMatching(/create-whiteboard/),
  });
  expect(await revoking(whiteboard)).toMatchObject({ annotations: [] });
  expect(permissionsOf('una')).toEqual([]);
  for (const task of [api.tasks.push({ grant: {} }), api.tasks.push({ revoke: {} })]) {
    expect(await task.finished).toMatchObject(refused);
  }
  expect(simulator.requests.filter(({ method }) => method !== 'GET')).toMatchObject([{ method: 'DELETE' }]);
});

test('whom and what Confluence does not know is said, without naming the account', async () => {
  await started();
  const stranger = ['user', '5b10ac8d82e05b22cc7d4ef5'] as const;
  const missing = { outcome: 'error', code: Code.NotFound, nonRetryable: false };
  const space: Asked = { entitlement: 'space:99:read-space', principal: stranger };
  expect(await granting(space)).toMatchObject({
    ...missing,
    message: expect.stringMatching(/spaces\/99\/permissions: .* answers 404/),
  });
  expect(await revoking(space)).toMatchObject(missing);
  for (const entitlement of ['group:g-empty:member', 'space:10:read-space']) {
    expect(await granting({ entitlement, principal: stranger })).toMatchObject({
      ...missing,
      message: expect.stringMatching(/answers 404: .*No user found with account id: \(the principal\)$/),
    });
    expect(await revoking({ entitlement, principal: stranger })).toMatchObject({
      annotations: ['GrantAlreadyRevoked'],
    });
  }
  expect(await granting({ entitlement: 'group:gone:member', principal: ['user', 'ada'] })).toMatchObject({
    ...missing,
    message: expect.stringMatching(/No group found/),
  });
  const role = 'space_role_assignment:10:r-none:assigned';
  expect(await granting({ entitlement: role, principal: ['user', 'ada'] })).toMatchObject({
    outcome: 'error',
    code: Code.FailedPrecondition,
    nonRetryable: true,
    message: expect.stringMatching(/answers 400: The role r-none does not exist/),
  });
  const { stderr: log } = await serving.stopped();
  expect(logged(log).length).toBeGreaterThan(10);
  expect(log).not.toContain(stranger[1]);
  expect(log).not.toContain('@acme.com');
});

test('without the rights, Confluence is quoted, with what is needed', async () => {
  await started({ rights: 'member' });
  const forbidden = {
    outcome: 'error',
    code: Code.PermissionDenied,
    nonRetryable: true,
    message: expect.stringMatching(/answers 403: .*must be an administrator/),
  };
  const before = structuredClone(simulator.site.space('10'));
  const principal = ['user', 'eve'] as const;
  simulator.site.roles.clear();
  expect(await granting({ entitlement: 'group:g-empty:member', principal })).toMatchObject(forbidden);
  expect(await revoking({ entitlement: 'group:g-users:member', principal })).toMatchObject(forbidden);
  expect(await granting({ entitlement: 'space:10:create-page', principal })).toMatchObject(forbidden);
  const group = ['group', 'g-users'] as const;
  expect(await revoking({ entitlement: 'space:10:create-page', principal: group })).toMatchObject(forbidden);
  const role = 'space_role_assignment:10:r-view:assigned';
  expect(await granting({ entitlement: role, principal })).toMatchObject(forbidden);
  expect(simulator.site.space('10')).toEqual(before);
  expect(membersOf()).toEqual([]);
});

test('credentials that are not taken, or lack a scope, are said to be so', async () => {
  await started();
  const asked: Asked = { entitlement: 'group:g-empty:member', principal: ['user', 'eve'] };
  simulator.inject({ method: 'POST', path: /userByGroupId/, mishap: 'missing-scope' });
  expect(await granting(asked)).toMatchObject({
    code: Code.Unauthenticated,
    message: expect.stringMatching(/scopes to write/),
  });
  expect(membersOf()).toEqual([]);
  simulator.auth.revoked = true;
  expect(await granting(asked)).toMatchObject({
    code: Code.Unauthenticated,
    message: expect.stringMatching(/login at .* failed/),
  });
  simulator.auth.revoked = false;
  expect(await granting(asked)).toMatchObject({ annotations: [] });
});
