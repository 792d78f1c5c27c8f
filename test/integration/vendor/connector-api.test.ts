import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { freePort } from '../../support/free-ports.ts';
import { describeWith } from '../../support/programs.ts';

const tenant = 'acme.conductor.one';

describeWith([built(batonConfluence)], 'the real baton-confluence', () => {
  let api: ConnectorApi;
  let simulator: Simulator;
  let connector: ReturnType<typeof started> | undefined;

  beforeEach(async () => {
    api = await ConnectorApi.start({ folder: await temporaryFolder() });
    simulator = await Simulator.start({ site: siteFrom(smallSite) });
    connector = undefined;
  });
  afterEach(async () => {
    connector?.process.kill('SIGKILL');
    await connector?.process;
    await Promise.all([api.stop(), simulator.stop()]);
  });

  /** Starts its service mode. */
  function started(folder: string, settings: Readonly<Record<string, string>> = {}) {
    return {
      folder,
      process: execa(binary(batonConfluence), [], {
        reject: false,
        all: true,
        timeout: 30_000,
        extendEnv: false,
        env: {
          ...simulator.environment,
          ...api.environment,
          BATON_HEALTH_CHECK: 'false',
          BATON_HOST_ID: 'host',
          TMPDIR: folder,
          ...settings,
        },
      }),
    };
  }

  const outline = () => api.conversation.calls.map(({ method, outcome }) => `${method} ${outcome}`);
  const about = (task: string) => api.conversation.about(task).map(({ method }) => method);

  test('logs in, says hello, tries again, and says hello when asked to', async () => {
    await api.stop();
    // As in production, where neither name nor audience have a port.
    api = await ConnectorApi.start({ folder: await temporaryFolder(), tenant });
    api.inject({ method: 'Hello', mishap: Code.Unavailable });
    const hello = api.tasks.push({ hello: {} });
    connector = started(await temporaryFolder());
    expect(await hello.finished).toEqual({ outcome: 'hello' });
    await api.conversation.until(({ method }) => method === 'GetTask', 3);
    await api.conversation.until(({ method, outcome }) => method === 'Hello' && outcome === 'OK', 2);
    expect(outline().slice(0, 4)).toEqual(['token OK', 'Hello Unavailable', 'Hello OK', 'GetTask OK']);
    // It asks for further tasks while it answers this one.
    expect(outline().slice(4)).toContain('Hello OK');
    expect(about(hello.id)).toEqual(['GetTask', 'Hello']);
    expect(hello.finishes).toHaveLength(1);
    const [token, first, again] = api.conversation.calls;
    expect(token).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      message: {
        client_id: `connector@${tenant}/spc`,
        header: { alg: 'EdDSA', nonce: 'set' },
        claims: { iss: `connector@${tenant}/spc`, aud: tenant, exp: 120, nbf: -120 },
      },
    });
    expect(first).toMatchObject({
      headers: { authorization: 'Bearer', 'user-agent': expect.stringMatching(/^connector baton-sdk\//) },
      message: {
        hostId: 'host',
        buildInfo: { package: 'github.com/conductorone/baton-confluence' },
        osInfo: { os: process.platform },
        connectorMetadata: {
          displayName: 'Confluence',
          annotations: [{ '@type': 'type.googleapis.com/c1.connector.v2.ExternalLink', url: simulator.url }],
          capabilities: { connectorCapabilities: ['CAPABILITY_PROVISION', 'CAPABILITY_SYNC'] },
        },
      },
    });
    // Nothing that the product's proto files would leave out.
    expect(JSON.stringify(first?.message)).not.toMatch(/unknownFields|unreadable/);
    expect(again?.message).toEqual(first?.message);
  });

  test('syncs, uploads and finishes, with one upload cut short', async () => {
    const sync = api.tasks.push({ syncFull: { storageEngine: 'sqlite' } });
    api.inject({ method: 'UploadAsset', task: sync.id, mishap: 'cut', afterChunks: 1 });
    connector = started(await temporaryFolder());
    expect(await sync.finished).toMatchObject({ outcome: 'success' });
    expect(about(sync.id)).toEqual(['GetTask', 'Heartbeat', 'UploadAsset', 'UploadAsset', 'FinishTask']);
    const uploads = api.conversation.calls.filter(({ method }) => method === 'UploadAsset');
    expect(uploads).toMatchObject([
      { outcome: 'cut', message: { chunks: [expect.any(Number)], eof: false } },
      { outcome: 'OK', message: { metadata: { hostId: 'host', taskId: sync.id }, eof: true } },
    ]);
    expect(sync.uploads).toHaveLength(1);
    const reader = await sync.uploads[0]?.open();
    expect(reader?.run.type).toBe('full');
    const groups = [...(reader?.resources() ?? [])].filter(({ id }) => id?.resourceType === 'group');
    expect(groups.map(({ id }) => id?.resource).sort()).toEqual(['g-empty', 'g-users']);
    await reader?.close();
  });

  test('leaves a task that is cancelled', async () => {
    simulator.inject({ path: /\/spaces\?/, times: Number.POSITIVE_INFINITY, mishap: 'stalled' });
    const sync = api.tasks.push({ syncFull: { storageEngine: 'sqlite' } });
    connector = started(await temporaryFolder());
    await api.conversation.until(({ method }) => method === 'Heartbeat', 2);
    sync.cancel();
    expect(await sync.finished).toMatchObject({
      outcome: 'error',
      code: Code.Canceled,
      nonRetryable: false,
    });
    expect(about(sync.id)).toEqual(['GetTask', 'Heartbeat', 'Heartbeat', 'FinishTask']);
    expect(sync.uploads).toEqual([]);
  });

  test('finishes a task of an unknown kind with an error, and goes on', async () => {
    const unset = api.tasks.push({ unknown: 'unset' });
    const unknown = api.tasks.push({ unknown: 999 });
    const hello = api.tasks.push({ hello: {} });
    connector = started(await temporaryFolder());
    const unsupported = {
      outcome: 'error',
      code: Code.Unknown,
      message: 'unsupported task type',
      nonRetryable: false,
    };
    expect(await unset.finished).toMatchObject(unsupported);
    expect(await unknown.finished).toMatchObject(unsupported);
    expect(await hello.finished).toEqual({ outcome: 'hello' });
  });

  test.each<[string, string, object, boolean]>([
    ['grants, where it may', 'true', { outcome: 'success' }, true],
    [
      'grants nothing, where it may not',
      'false',
      {
        outcome: 'error',
        code: Code.FailedPrecondition,
        message: expect.stringContaining('provisioning is not enabled'),
        nonRetryable: true,
      },
      false,
    ],
  ])('%s', async (_, provisioning, finish, member) => {
    const resource = { id: { resourceType: 'group', resource: 'g-empty' } };
    const entitlement = { id: 'group:g-empty:member', slug: 'member', resource };
    const principal = { id: { resourceType: 'user', resource: 'ada' } };
    const grant = api.tasks.push({ grant: { entitlement, principal } });
    connector = started(await temporaryFolder(), { BATON_PROVISIONING: provisioning });
    expect(await grant.finished).toMatchObject(finish);
    // Without a heartbeat.
    expect(about(grant.id)).toEqual(['GetTask', 'FinishTask']);
    expect(simulator.site.groups.get('g-empty')?.members.includes('ada')).toBe(member);
  });

  // 0.0.0.0, which the Deployment sets, is every address of either family to it.
  test.each([
    ['0.0.0.0', ['127.0.0.1', '[::1]']],
    ['::1', ['[::1]']],
  ])('answers the kubelet at %s', async (address, hosts) => {
    const port = String(await freePort());
    const settings = {
      BATON_HEALTH_CHECK: 'true',
      BATON_HEALTH_CHECK_BIND_ADDRESS: address,
      BATON_HEALTH_CHECK_PORT: port,
    };
    connector = started(await temporaryFolder(), settings);
    await api.conversation.until(({ method }) => method === 'GetTask', 2);
    for (const host of hosts) expect(await statusOf(`http://${host}:${port}/live`)).toBe(200);
    const check = await execa(binary(batonConfluence), ['health-check', '--endpoint=live'], {
      extendEnv: false,
      env: settings,
    });
    expect(check.exitCode).toBe(0);
  });

  test('ends by a signal', async () => {
    connector = started(await temporaryFolder());
    await api.conversation.until(({ method }) => method === 'GetTask', 2);
    connector.process.kill('SIGTERM');
    const { signal } = await connector.process;
    expect(signal).toBe('SIGTERM');
    expect(await readdir(connector.folder)).toEqual([]);
  });
});

/** The status of an answer, once there is one. */
async function statusOf(url: string): Promise<number> {
  const deadline = Date.now() + 4_000;
  for (;;) {
    try {
      return (await fetch(url)).status;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(50);
    }
  }
}
