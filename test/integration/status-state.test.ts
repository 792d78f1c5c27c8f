import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { statusOf } from '../cli/status-of.ts';
import { workspace } from '../cli/workspace.ts';
import { ConductorOne } from '../conductorone/server.ts';
import type { SyncStatus } from '../conductorone/tenant.ts';
import { terraform } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith } from '../support/programs.ts';

let conductorOne: ConductorOne;
beforeAll(async () => {
  conductorOne = await ConductorOne.start(await temporaryFolder());
});
afterAll(() => conductorOne.stop());
beforeEach(() => {
  conductorOne.tenant.apps.clear();
  conductorOne.tenant.connectors.clear();
});

const done: SyncStatus = { status: 'SYNC_STATUS_DONE', completedAt: '2026-01-02T03:04:05Z' };
const { environment, made, sync, keptIn } = statusOf(() => conductorOne);

describeWith([terraform.need], 'status where Terraform keeps the state behind a backend', () => {
  let states: Server;
  let address: string;
  const kept = new Map<string, string>();
  beforeAll(async () => {
    states = createServer(({ url = '' }, response) => {
      const text = kept.get(url);
      response.writeHead(text ? 200 : 404, { 'content-type': 'application/json' }).end(text);
    });
    await new Promise<void>((resolve) => states.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(states.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    states.close();
  });

  const twins = () => {
    const { id } = conductorOne.tenant.addApp('Confluence');
    made(id);
    return { app: id, connector: made(id, done).id };
  };
  const elsewhere = (more: Readonly<Record<string, string>>) =>
    workspace(
      { 'connector.yaml': keptIn('http', { address: `${address}/{connector}` }) },
      { ...environment(), ...more },
    );

  test('asks Terraform, and leaves nothing behind', async () => {
    const { app, connector } = twins();
    const output = (value: string) => ({ value, type: 'string' });
    kept.set(
      '/confluence',
      JSON.stringify({
        ...{ version: 4, terraform_version: '1.11.0', serial: 1, lineage: 'a', resources: [] },
        outputs: { app_id: output(app), connector_id: output(connector) },
      }),
    );
    const here = await elsewhere({ PATH: process.env['PATH'] ?? '' });
    expect(await sync(here)).toMatchObject({ exitCode: 0, state: 'ok' });
    expect([...(await here.files()).keys()]).toEqual(['connector.yaml']);
  });

  test('says what keeps it from reading the state, where it would have to know', async () => {
    twins();
    kept.set('/confluence', 'no state');
    const here = await elsewhere({ PATH: process.env['PATH'] ?? '' });
    expect(await sync(here)).toMatchObject({
      exitCode: 1,
      state: 'failed',
      message: expect.stringContaining('ConductorOne knows 2 such connectors'),
      remedy: expect.stringMatching(
        /^Terraform cannot read the state of confluence: .*npx cdktf output confluence$/,
      ),
    });
  });
  test('says that Terraform is missing, where it would have to know', async () => {
    twins();
    const here = await elsewhere({ TERRAFORM_BINARY_NAME: 'no-such-terraform' });
    expect(await sync(here)).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('no-such-terraform is not on the PATH'),
    });
  });

  test('does without Terraform where only one fits', async () => {
    made(conductorOne.tenant.addApp('Confluence').id, done);
    expect(await sync(await elsewhere({ TERRAFORM_BINARY_NAME: 'no-such-terraform' }))).toMatchObject({
      exitCode: 0,
      state: 'ok',
    });
  });
});
