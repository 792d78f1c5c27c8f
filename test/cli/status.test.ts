import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConductorOne } from '../conductorone/server.ts';
import type { SyncStatus } from '../conductorone/tenant.ts';
import { temporaryFolder } from '../support/files.ts';
import { freePort } from '../support/free-ports.ts';
import { statusOf } from './status-of.ts';
import { type Workspace, workspace } from './workspace.ts';

let conductorOne: ConductorOne;
beforeAll(async () => {
  conductorOne = await ConductorOne.start(await temporaryFolder());
});
afterAll(() => conductorOne.stop());
beforeEach(() => {
  conductorOne.tenant.apps.clear();
  conductorOne.tenant.connectors.clear();
});

const { file, environment, made, state, sync, keptIn } = statusOf(() => conductorOne);
const done: SyncStatus = { status: 'SYNC_STATUS_DONE', completedAt: '2026-01-02T03:04:05Z' };

describe('asks ConductorOne by the API', () => {
  let here: Workspace;
  beforeEach(async () => {
    here = await workspace({ 'connector.yaml': file(conductorOne.url) }, environment());
  });

  test('a connector that has synced is well', async () => {
    made(conductorOne.tenant.addApp('Confluence').id, done);
    expect(await here.run('status')).toEqual({
      exitCode: 0,
      stdout: [
        'CONNECTOR   CHECK  STATE  DETAIL',
        'confluence  sync   ok     last synced 2026-01-02T03:04:05Z',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('a connector that has not is waited for', async () => {
    made(conductorOne.tenant.addApp('Confluence').id);
    expect(await sync(here)).toEqual({
      exitCode: 1,
      ok: false,
      stderr: 'Not well: confluence.\n',
      name: 'sync',
      state: 'waiting',
      message: 'has not synced yet',
      remedy: expect.stringContaining('log in ConductorOne'),
      sync: { status: 'unspecified' },
    });
  });

  test('a sync that failed says why, without secrets', async () => {
    const lastError = 'ATATT3xFfGF0canary was refused: 401';
    made(conductorOne.tenant.addApp('Confluence').id, { status: 'SYNC_STATUS_ERROR', lastError });
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: 'the last sync failed: (hidden) was refused: 401',
      sync: { status: 'error', lastError: '(hidden) was refused: 401' },
    });
  });

  test('finds the app by its exact name, on whatever page it is, and the connector by its kind', async () => {
    const { tenant } = conductorOne;
    for (let index = 0; index < 150; index += 1) tenant.addApp(`Confluence ${index}`);
    const app = tenant.addApp('Confluence');
    tenant.connectors.set('other', { ...made(app.id, done), id: 'other', catalogId: 'another kind' });
    expect(await sync(here)).toMatchObject({ exitCode: 0, state: 'ok' });
  });

  test.each([
    ['no app', 0, 0, 'ConductorOne knows no app of that name.', 'npx cdktf deploy confluence'],
    ['two apps', 2, 1, 'ConductorOne knows 2 apps of that name: ', 'terraform.confluence.tfstate'],
    ['no connector', 1, 0, 'ConductorOne knows no such connector in app', 'npx cdktf deploy confluence'],
    ['two connectors', 1, 2, 'ConductorOne knows 2 such connectors in app ', 'terraform.confluence.tfstate'],
  ])('cannot tell which is meant: %s', async (_, apps, connectors, message, remedy) => {
    for (let app = 0; app < apps; app += 1) {
      const { id } = conductorOne.tenant.addApp('Confluence');
      for (let connector = 0; connector < connectors; connector += 1) made(id, done);
    }
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  test('knows which is meant where Terraform’s state is', async () => {
    const { id } = conductorOne.tenant.addApp('Confluence');
    made(id);
    const { id: second } = made(id, done);
    await here.write('terraform.confluence.tfstate', state(id, second));
    expect(await sync(here)).toMatchObject({ exitCode: 0, state: 'ok' });
  });

  test('a connector that was deleted there is to be deployed again', async () => {
    const { tenant } = conductorOne;
    const { id, appId } = made(tenant.addApp('Confluence').id, done);
    await here.write('terraform.confluence.tfstate', state(appId, id));
    tenant.deleteConnector(appId, id);
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: expect.stringContaining('was deleted from ConductorOne'),
      remedy: 'Deploy it again: npx cdktf deploy confluence',
    });
  });

  test.each([
    [403, 'Connector Administrator'],
    [500, 'Try again'],
  ])('an answer of %i is named, with its remedy', async (status, remedy) => {
    conductorOne.inject({ method: 'POST', path: /search\/apps$/, status });
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: `ConductorOne answers ${status} to POST search/apps: injected fault ${status}`,
      remedy: expect.stringContaining(remedy),
    });
  });
});

test('knows which is meant where the state is a file that the configuration names', async () => {
  const { id } = conductorOne.tenant.addApp('Confluence');
  made(id);
  const folder = await temporaryFolder();
  const { id: second } = made(id, done);
  await writeFile(join(folder, 'confluence.tfstate'), state(id, second));
  const path = join(folder, '{connector}.tfstate');
  const here = await workspace({ 'connector.yaml': keptIn('local', { path }) }, environment());
  expect(await sync(here)).toMatchObject({ exitCode: 0, state: 'ok' });
});

describe('where ConductorOne cannot be asked', () => {
  test('for want of credentials: nothing is well', async () => {
    const here = await workspace({ 'connector.yaml': file(conductorOne.url) });
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      ok: false,
      state: 'skipped',
      remedy:
        'Set CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET to an API credential of ConductorOne.',
    });
  });

  test.each([
    [
      'another client',
      { CONDUCTORONE_CLIENT_ID: 'stranger@localhost/spc' },
      /refuses the credentials of stranger/,
    ],
    ['a client id that is none', { CONDUCTORONE_CLIENT_ID: 'stranger' }, /client id must look like/],
    [
      'a secret that was cut off',
      { CONDUCTORONE_CLIENT_SECRET: 'secret-token:conductorone.com:v1:eyJjYW5hcnk' },
      /client secret .* cut off/,
    ],
    ['a secret that is none', { CONDUCTORONE_CLIENT_SECRET: 'eyJjYW5hcnk' }, /client secret/],
  ])('for wrong credentials, and keeps them to itself: %s', async (_, wrong, message) => {
    const env = { ...environment(), ...wrong };
    const here = await workspace({ 'connector.yaml': file(conductorOne.url) }, env);
    const found = await sync(here);
    expect(found).toMatchObject({ exitCode: 1, state: 'failed', message: expect.stringMatching(message) });
    expect(found.remedy).toContain('CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET');
    expect(JSON.stringify(found)).not.toContain('eyJ');
  });

  test('for nobody answers', async () => {
    const here = await workspace(
      { 'connector.yaml': file(`https://localhost:${await freePort()}`) },
      environment(),
    );
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: expect.stringMatching(/^ConductorOne \(localhost:\d+\) cannot be reached: .*ECONNREFUSED/),
    });
  });
});

test('a connector that ConductorOne runs has no rollout', async () => {
  const { run } = await workspace({ 'connector.yaml': file(conductorOne.url) });
  expect(await run('status', '--rollout-only')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'connector.yaml: ConductorOne runs every connector: there is no rollout to look at.\n',
  });
});

test('a connector that is not in the file is none', async () => {
  const { run } = await workspace({ 'connector.yaml': file(conductorOne.url) });
  expect(await run('status', '--connector', 'wiki')).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'connector.yaml: no connector "wiki". There are: confluence.\n',
  });
});
