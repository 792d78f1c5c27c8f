import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { logIn } from '../../src/runtime/confluence/login.ts';
import { type SyncOptions, sync } from '../../src/runtime/sync/sync.ts';
import { type WrittenSite, written } from '../access/written.ts';
import { defaults } from '../runtime/sync/syncing.ts';
import { Simulator } from '../simulator/simulator.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { smallSite } from '../simulator/small-site.ts';
import { type Workspace, workspace } from './workspace.ts';

let here: Workspace;

const site: WrittenSite = {
  people: { ada: {}, bob: {} },
  groups: { staff: ['ada', 'bob'] },
  spaces: {
    1: { profile: { space_type: 'global' }, held: { 'read-space': ['group:staff'] } },
    2: { profile: { space_type: 'personal' }, held: { 'administer-space': ['user:ada'] } },
  },
};

/** Syncs the small site once more, after a change. */
async function synced(
  file: string,
  change: (simulator: Simulator) => void,
  options: Partial<SyncOptions> = {},
) {
  const simulator = await Simulator.start({ site: siteFrom(smallSite) });
  try {
    change(simulator);
    const { username, token: apiKey } = simulator.auth;
    const { client } = await logIn({ domainUrl: simulator.url, username, apiKey });
    await sync(client, {
      ...defaults,
      file: join(here.folder, file),
      ...options,
    });
  } finally {
    await simulator.stop();
  }
}

/** Gives a permission in the space Engineering. */
function permit(simulator: Simulator, type: 'user' | 'group', id: string, key: string, targetType = 'space') {
  const space = simulator.site.space('10');
  const permission = {
    id: space.permissions.length + 1_000,
    principal: { type, id },
    operation: { key, targetType },
  };
  simulator.site.spaces.set('10', { ...space, permissions: [...space.permissions, permission] });
}

beforeAll(async () => {
  here = await workspace();
  await synced('old.c1z', () => {});
  await synced('new.c1z', (simulator) => {
    permit(simulator, 'user', 'gus', 'administer');
    permit(simulator, 'group', 'g-users', 'export');
    simulator.site.groups.set('g-users', { ...simulator.site.group('g-users'), members: ['bot', 'eve'] });
    simulator.site.groups.set('g-empty', { ...simulator.site.group('g-empty'), members: ['gus'] });
    simulator.site.spaces.delete('20');
    const gus = simulator.site.users.get('gus');
    if (gus) simulator.site.users.set('gus', { ...gus, displayName: 'Gus *the* |new|\u001b[2J' });
  });
});

describe('diff', () => {
  test('says what has been granted and revoked, and through whom', async () => {
    const { exitCode, stdout, stderr } = await here.run('diff', 'old.c1z', 'new.c1z');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '- space Old',
      '+ group users: export space in Engineering',
      '+ user Eve: export space in Engineering, through users',
      '+ user Gus *the* |new|\\u001b[2J: member of empty',
      '+ user Gus *the* |new|\\u001b[2J: administer space in Engineering',
      '- access class anonymous: read space in Old',
      '- user Ada: member of users',
      '- user Ada: create page in Engineering, through users',
      '- user Ada: read space in Engineering, through users',
      '',
    ]);
  });

  test('is silent where nothing has changed', async () => {
    await synced('again.c1z', () => {});
    expect(await here.run('diff', 'old.c1z', 'again.c1z')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const markdown = await here.run('diff', '--format', 'markdown', 'old.c1z', 'again.c1z');
    expect(markdown.stdout).toBe('No access has changed.\n');
  });

  test('the other way round, granted is revoked', async () => {
    const json = async (...files: readonly string[]) =>
      JSON.parse((await here.run('diff', '--format', 'json', ...files)).stdout);
    const [there, back] = [await json('old.c1z', 'new.c1z'), await json('new.c1z', 'old.c1z')];
    const ids = (holdings: readonly { readonly entitlement: string; readonly principal: { id: string } }[]) =>
      holdings.map(({ entitlement, principal }) => `${entitlement} ${principal.id}`);
    expect(ids(there.granted)).toEqual(ids(back.revoked));
    expect(ids(there.revoked)).toEqual(ids(back.granted));
    expect(there.granted).toContainEqual({
      principal: { type: 'user', id: 'gus', name: 'Gus *the* |new|\u001b[2J' },
      what: 'administer space in',
      resource: { type: 'space', id: '10', name: 'Engineering' },
      entitlement: 'space:10:administer-space',
      through: [],
    });
    expect(there.disappeared).toEqual(back.appeared);
  });

  test('in Markdown, names are shown to the letter', async () => {
    const { stdout } = await here.run('diff', '--format', 'markdown', 'old.c1z', 'new.c1z');
    expect(stdout).toContain('### Granted (');
    expect(stdout).toContain('- user `Gus *the* |new|\\u001b[2J`: administer space in Engineering\n');
    expect(stdout).not.toContain('\u001b');
  });

  test.each([
    [0, []],
    [2, ['  space 0: answers 403', '  space 1: answers 403']],
    [12, [...Array.from({ length: 10 }, (_, number) => `  space ${number}: answers 403`), '  and 2 more']],
  ])('says so if a file holds a part of a site, and what is missing: %d things', async (count, lines) => {
    const missing = Array.from({ length: count }, (_, number) => ({
      what: `space ${number}`,
      why: 'answers\u001b 403',
    }));
    const [whole, part] = [
      await written(site),
      await written(site, { type: 'partial', record: { missing } }),
    ];
    expect(await here.run('diff', whole, part)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: [
        `${part} holds a partial sync: what is missing in it may still be there.`,
        ...lines.map((line) => line.replace('answers', 'answers\\u001b')),
        '',
      ].join('\n'),
    });
  });

  test('names what it does not compare', async () => {
    const files = [await written(site), await written(site, { choice: { personalSpaces: false } })];
    const line = 'personal spaces: the later sync did not read them';
    expect(await here.run('diff', ...files)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `Not compared: ${line}.\n`,
    });
    const json = await here.run('diff', '--format', 'json', ...files);
    expect(JSON.parse(json.stdout)).toEqual({
      granted: [],
      revoked: [],
      appeared: [],
      disappeared: [],
      notCompared: [line],
    });
    const markdown = await here.run('diff', '--format', 'markdown', ...files);
    expect(markdown.stdout).toBe(
      `No access has changed in what was compared.\n\n### Not compared (1)\n\n- ${line}\n\n`,
    );
  });

  test('does not compare two sites', async () => {
    const [old, other] = [await written(site), await written(site, { record: { site: 'other.example' } })];
    expect(await here.run('diff', old, other)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${old} is a sync of acme.atlassian.net, and ${other} one of other.example. Compare two syncs of the same site.\n`,
    });
    // One that says nothing may be of any site.
    const { exitCode } = await here.run('diff', await written(site, { record: false }), other);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['is not there', ['old.c1z', 'none.c1z'], /^none[.]c1z: /],
    ['is no .c1z file', ['old.c1z', 'text.c1z'], /^text[.]c1z: /],
    ['is missing', ['old.c1z'], /missing required argument 'new'/],
  ])('a file that %s is an error', async (_, files, message) => {
    await here.write('text.c1z', 'hello');
    const { exitCode, stdout, stderr } = await here.run('diff', ...files);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
