import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubeApiserver, kubernetesProvider } from '../peers/peers.ts';
import { selfHostedOf } from '../support/configs.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

const token = 'ATATT3xFfGF0canaryInALogLine';

const connector = (name: string, hosting: object = {}) =>
  ({
    name,
    site: 'acme',
    username: 'bot@acme.com',
    app: { create: { displayName: name } },
    hosting: {
      type: 'self-hosted',
      delivery: 'gitops',
      secrets: { from: 'template' },
      namespace: { name },
      image: 'public.ecr.aws/conductorone/baton-confluence:0.0.24',
      ...hosting,
    },
  }) as const satisfies ConnectorInput;

describeWith(needs, 'confluence-connector status', () => {
  let world: World;
  let pod: Server;
  let health: { readonly status: number; readonly body: object };

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    pod = createServer(({ url }, response) => {
      if (url !== '/health') response.writeHead(404).end();
      else response.writeHead(health.status).end(JSON.stringify(health.body));
    });
    await new Promise<void>((resolve) => pod.listen(world.cluster.podPort, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    pod.close();
    await world.stop();
  });
  beforeEach(() => {
    health = { status: 200, body: { status: 'healthy', timestamp: '2026-01-02T03:04:05Z' } };
  });

  /** The command, in the folder of the connector.yaml; never rejects. */
  const status = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa('node', [join(root, 'src', 'cli', 'bin.cjs'), 'status', ...args], {
      cwd: world.folder,
      preferLocal: true,
      localDir: root,
      reject: false,
      all: true,
      env: { NODE_EXTRA_CA_CERTS: world.conductorOne.caFile, ...env },
    });
  const here = () => [`--kubeconfig=${world.cluster.kubeconfig}`, `--context=${contextName}`];
  const checksOf = async (...args: readonly string[]) => {
    const { stdout, exitCode } = await status([...args, '--json']);
    const { connectors } = JSON.parse(stdout);
    return { exitCode, ...connectors[0] } as Found;
  };
  const applied = async (input: ConnectorInput & ReturnType<typeof connector>) => {
    await world.describe(input);
    for (const [path, content] of manifests(selfHostedOf(input))) {
      if (path === 'kustomization.yaml') continue;
      const args = ['--kubeconfig', world.cluster.kubeconfig, 'apply', '--filename', '-'];
      await execa('kubectl', args, { input: content });
    }
  };
  /** Waits until the newest pod of a connector has a status worth reading. */
  const settled = async (name: string, jsonPath: string) => {
    const args = ['pods', `--selector=app=baton-${name}`, `--namespace=${name}`, '--timeout=30s'];
    await world.cluster.kubectl('wait', ...args, '--for=create');
    const { exitCode, stderr } = await world.cluster.kubectl('wait', ...args, `--for=jsonpath=${jsonPath}`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  };

  describe('of a connector that runs', () => {
    beforeAll(async () => {
      await applied(connector('well'));
      await world.cluster.kubectl('rollout', 'status', 'deployment/baton-well', '--namespace=well');
    });
    beforeEach(() => world.describe(connector('well')));

    test('is well: a table with its log lines, without the secrets in them, and exit code 0', async () => {
      await world.cluster.log(['{"msg":"one"}', '{"msg":"two"}', `{"msg":"key ${token}"}`]);
      const { stdout, exitCode, stderr } = await status([...here(), '--tail=2']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout.replaceAll(/baton-well-[\w-]+/g, '<pod>')).toBe(
        [
          'CONNECTOR  CHECK    STATE    DETAIL',
          'well       rollout  ok       baton-well: 1 of 1 replicas up to date and available.',
          'well       pod      ok       <pod>: ready',
          'well       health   ok       <pod>: Confluence accepts its credentials',
          'well       sync     skipped  ConductorOne was not asked: no credentials',
          '                             -> Set CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET to an API credential of ConductorOne.',
          '',
          'Last log lines of <pod>:',
          '  {"msg":"two"}',
          '  {"msg":"key (hidden)"}',
        ].join('\n'),
      );
    });

    test('as JSON', async () => {
      await world.cluster.log(['{"msg":"two"}']);
      const { stdout } = await status([...here(), '--json']);
      expect(JSON.parse(stdout)).toEqual({
        ok: true,
        connectors: [
          {
            connector: 'well',
            site: 'acme.atlassian.net',
            ok: true,
            checks: ['rollout', 'pod', 'health', 'sync'].map((name) => expect.objectContaining({ name })),
            pods: [
              {
                name: expect.stringMatching(/^baton-well-/),
                ready: true,
                restarts: 0,
                log: ['{"msg":"two"}'],
              },
            ],
          },
        ],
      });
    });

    test('says what Confluence has against its credentials', async () => {
      const details = { error: 'connector validation failed', validation_error: `401 for ${token}` };
      health = { status: 503, body: { status: 'unhealthy', details } };
      const { exitCode, checks } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks.find(({ name }) => name === 'health')).toEqual({
        name: 'health',
        state: 'failed',
        message: expect.stringMatching(/^baton-well-[\w-]+: 401 for \(hidden\)$/),
        remedy: expect.stringContaining('API token'),
      });
    });

    test('with --rollout-only asks neither the pod nor ConductorOne', async () => {
      const { exitCode, checks } = await checksOf(...here(), '--rollout-only');
      expect({ exitCode, names: checks.map(({ name }) => name) }).toEqual({
        exitCode: 0,
        names: ['rollout', 'pod'],
      });
    });
  });

  describe('of a connector in trouble says which pod and why', () => {
    test.each([
      ['no-such-image', 'ErrImagePull', 'broken.acme.test/no-such-image:1.0.0: not found', /registry/],
      ['crashing', 'CrashLoopBackOff', 'back-off', /log lines/],
      ['outgrowing', 'OOMKilled', 'more memory than its limit', /limits[.]memory/],
      ['without-secret', 'CreateContainerConfigError', 'secret "confluence" not found', /Secret/],
    ])('%s: %s', async (name, reason, message, remedy) => {
      await world.cluster.log(['not of this life']);
      await world.cluster.log([`the last words, with ${token}`], { previous: true });
      await applied(connector(name, { image: `broken.acme.test/${name}:1.0.0` }));
      await settled(name, '{.status.containerStatuses[0].state.waiting.reason}');
      const { exitCode, checks, pods } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks[0]).toMatchObject({ name: 'rollout', state: 'waiting' });
      expect(checks[1]).toEqual({
        name: 'pod',
        state: 'failed',
        message: expect.stringMatching(new RegExp(`^baton-${name}-[\\w-]+: ${reason}: .*${message}`)),
        remedy: expect.stringMatching(remedy),
      });
      expect(checks[2]).toMatchObject({ name: 'health', state: 'skipped' });
      const restarted = (pods[0]?.restarts ?? 0) > 0;
      expect(pods).toMatchObject([
        { reason, ready: false, log: restarted ? ['the last words, with (hidden)'] : [] },
      ]);
    });

    test('running, but not ready', async () => {
      await world.cluster.log(['waits for something']);
      await applied(connector('unready', { image: 'broken.acme.test/unready:1.0.0' }));
      await settled('unready', '{.status.phase}=Running');
      const { exitCode, checks, pods } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks[1]).toMatchObject({
        state: 'waiting',
        message: expect.stringContaining('not ready yet'),
      });
      expect(pods).toMatchObject([{ log: ['waits for something'] }]);
    });

    test('no node that it may run on', async () => {
      await applied(connector('nowhere', { nodeSelector: { 'acme.com/pool': 'connectors' } }));
      await settled('nowhere', '{.status.conditions[0].reason}=Unschedulable');
      const { checks } = await checksOf(...here());
      expect(checks[1]).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/Unschedulable: .*node affinity\/selector/),
        remedy: expect.stringContaining('nodeSelector'),
      });
    });

    test('a quota that leaves no room', async () => {
      const metadata = { name: 'crowded' };
      await world.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata });
      const spec = { hard: { pods: '0' } };
      await world.cluster.apply({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'none', namespace: 'crowded' },
        spec,
      });
      await applied(connector('crowded', { namespace: { name: 'crowded', create: false } }));
      const failure = ['deployment/baton-crowded', '--namespace=crowded', '--for=condition=ReplicaFailure'];
      await world.cluster.kubectl('wait', ...failure, '--timeout=30s');
      const { exitCode, checks } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks[0]).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/refuses its pods: .*exceeded quota: none/),
        remedy: expect.stringContaining('quotas'),
      });
    });

    test('nothing deployed yet', async () => {
      await world.describe(connector('nothing'));
      const { exitCode, checks } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks[0]).toMatchObject({
        name: 'rollout',
        state: 'failed',
        message: 'baton-nothing: no such Deployment in namespace nothing.',
        remedy: expect.stringContaining('render --connector nothing'),
      });
    });

    test('scaled to nothing', async () => {
      await applied(connector('asleep'));
      await world.cluster.kubectl('scale', 'deployment/baton-asleep', '--namespace=asleep', '--replicas=0');
      const { exitCode, checks } = await checksOf(...here());
      expect(exitCode).toBe(1);
      expect(checks[0]).toMatchObject({ state: 'failed', remedy: expect.stringContaining('--replicas=1') });
    });
  });

  describe('where the cluster cannot be asked', () => {
    beforeEach(() => world.describe(connector('well')));

    test('wants the cluster of a GitOps delivery named', async () => {
      const { exitCode, stderr } = await status([]);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: 'well is delivered by GitOps. Name its cluster with --context.',
      });
    });

    test.each([
      ['an unknown context', ['--context=nowhere'], /context .*nowhere/, /get-contexts/],
      ['no kubeconfig', ['--kubeconfig=none', `--context=${contextName}`], /none/, /path|get-contexts/],
    ])('says so: %s', async (_, args, message, remedy) => {
      const kubeconfig = args.length > 1 ? [] : [`--kubeconfig=${world.cluster.kubeconfig}`];
      const { exitCode, checks } = await checksOf(...kubeconfig, ...args);
      expect(exitCode).toBe(1);
      expect(checks[0]).toEqual({
        name: 'cluster',
        state: 'failed',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
        lasting: true,
      });
    });

    test('says so: kubectl is missing', async () => {
      const { stdout, exitCode } = await execa(
        process.execPath,
        [join(root, 'src', 'cli', 'bin.cjs'), 'status', ...here()],
        { cwd: world.folder, env: { PATH: '/nowhere' }, extendEnv: false, reject: false },
      );
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/kubectl is not on the PATH[.]\n +-> Install it: https:/);
    });

    test('says so: a right is missing', async () => {
      const kubeconfig = join(world.folder, 'stranger');
      await world.cluster.kubectl('create', 'serviceaccount', 'stranger');
      const { stdout: login } = await world.cluster.kubectl('create', 'token', 'stranger');
      const { stdout } = await world.cluster.kubectl('config', 'view', '--raw', '--output=json');
      const config = JSON.parse(stdout);
      await writeFile(
        kubeconfig,
        stringify({ ...config, users: [{ name: 'admin', user: { token: login } }] }),
      );
      const { checks } = await checksOf(`--kubeconfig=${kubeconfig}`, `--context=${contextName}`);
      expect(checks[0]).toEqual({
        name: 'cluster',
        state: 'failed',
        message: expect.stringMatching(/is forbidden: User "system:serviceaccount:default:stranger"/),
        remedy: expect.stringContaining('administrators'),
        lasting: true,
      });
    });
  });

  describe('with --watch', () => {
    test('shows each change and ends once all is well', async () => {
      await applied(connector('late', { image: 'broken.acme.test/no-such-image:1.0.0' }));
      const running = status([...here(), '--rollout-only', '--watch', '--timeout=60s', '--json']);
      const seen: string[] = [];
      for await (const line of running.iterable()) {
        const { ok, connectors } = JSON.parse(line);
        seen.push(ok ? 'well' : connectors[0].checks[0].state);
        if (seen.length === 1) await applied(connector('late'));
      }
      expect((await running).exitCode).toBe(0);
      expect(seen[0]).toBe('waiting');
      expect(seen.at(-1)).toBe('well');
      expect(seen.filter((state) => state === 'well')).toHaveLength(1);
    });

    test('gives up when the time is up', async () => {
      await applied(connector('never', { image: 'broken.acme.test/no-such-image:1.0.0' }));
      const { exitCode, stdout, stderr } = await status([
        ...here(),
        '--rollout-only',
        '--watch',
        '--timeout=5s',
      ]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'The time is up, and not well: never.' });
      expect(stdout).toMatch(/ErrImagePull/);
    });

    test('ends at once where waiting is no use', async () => {
      await world.describe(connector('well'));
      const { exitCode, stdout, stderr } = await status([
        `--kubeconfig=${world.cluster.kubeconfig}`,
        '--context=nowhere',
        '--watch',
      ]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'Not well: well.' });
      expect(stdout).toMatch(/cluster +failed .*nowhere/);
    });

    test('outlasts a cluster that is away for a while', async () => {
      await applied(connector('patient'));
      await world.cluster.kill(kubeApiserver);
      const running = status([...here(), '--rollout-only', '--watch', '--timeout=60s', '--json']);
      const seen: string[] = [];
      for await (const line of running.iterable()) {
        const { ok, connectors } = JSON.parse(line);
        seen.push(ok ? 'well' : connectors[0].checks[0].name);
        if (seen.length === 1) await world.cluster.restart(kubeApiserver);
      }
      expect((await running).exitCode).toBe(0);
      expect([seen[0], seen.at(-1)]).toEqual(['cluster', 'well']);
    });

    test('ends at once when interrupted', async () => {
      await world.describe(connector('never'));
      const running = status([...here(), '--watch']);
      await new Promise((resolve) => running.stdout?.once('data', resolve));
      running.kill('SIGINT');
      expect(await running).toMatchObject({ exitCode: 130, stderr: '' });
    });
  });
});

interface Found {
  readonly exitCode: number;
  readonly checks: readonly {
    readonly name: string;
    readonly state: string;
    readonly message: string;
    readonly remedy?: string;
  }[];
  readonly pods: readonly { readonly restarts: number }[];
}
