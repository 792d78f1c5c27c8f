import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import { version } from '../../src/config/version.ts';
import { command } from '../cli/workspace.ts';
import { ConnectorApi } from '../conductorone/connector-api/connector-api.ts';
import { Credentials } from '../conductorone/credentials.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { contained, ImageBuilder, rootUser } from '../peers/image.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { Registry } from '../peers/registry.ts';
import { logged } from '../runtime/cli/run.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';
import { freePort } from '../support/free-ports.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const programs = ['terraform', 'kubectl', 'buildah', 'docker-registry', 'unshare'].map(program);
const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [...programs, rootUser, ...providers, ...clusterPeers.map(built)];

const namespace = '--namespace=conductorone';

/**
 * What a new user does, from nothing to a report: each step takes what those before it have made, and nothing else is
 * handed over.
 */
describeWith(needs, 'the whole story', () => {
  let world: World;
  let simulator: Simulator;
  let registry: Registry;
  let builder: ImageBuilder;
  let environment: Readonly<Record<string, string>>;
  /** Of both sites and of ConductorOne, PEM. */
  let authorities: string;
  let api: ConnectorApi;
  let service: ReturnType<typeof contained> | undefined;
  let image: string;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    const [folder, port] = [await temporaryFolder(), await freePort()];
    world.conductorOne.tenant.connectorHost = `localhost:${port}`;
    simulator = await Simulator.start({ site: generateSite(), tls: { folder } });
    registry = await Registry.start(join(folder, 'registry'));
    builder = await ImageBuilder.create(folder, registry.caFile);
    await builder.push([await builder.base()], `${registry.host}/node:22`);
    const files = [simulator.caFile ?? '', world.conductorOne.caFile];
    authorities = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
    await writeFile(join(folder, 'authorities.pem'), authorities);
    environment = {
      NODE_EXTRA_CA_CERTS: join(folder, 'authorities.pem'),
      TF_VAR_confluence_api_key: simulator.auth.token,
      CONDUCTORONE_CLIENT_ID: world.conductorOne.credentials.clientId,
      CONDUCTORONE_CLIENT_SECRET: world.conductorOne.credentials.clientSecret,
    };
  });
  afterAll(async () => {
    service?.kill('SIGTERM');
    await Promise.all([world.stop(), simulator.stop(), registry.stop(), service]);
    await api?.stop();
  });

  /** The command in the user's folder; never rejects. */
  const connector = (...args: readonly string[]) =>
    execa(process.execPath, ['--disable-warning=ExperimentalWarning', command, ...args], {
      cwd: world.folder,
      reject: false,
      env: { ...environment, ...builder.environment },
    });
  const file = () => join(world.folder, 'connector.yaml');

  test('init: a first description, which the user completes', async () => {
    const answers = { tenant: 'acme', site: 'acme', username: simulator.auth.username, hosting: 'terraform' };
    const flags = Object.entries({ ...answers, context: contextName }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    expect(await connector('init', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
    // What is otherwise here than at most users' places, and what the commented lines offer.
    const edits: readonly (readonly [RegExp, string])[] = [
      [/tenant: acme.*/, `serverUrl: ${world.conductorOne.url}`],
      [/site: acme.*/, `site: ${new URL(simulator.url).host}\n    allowCustomHost: true`],
      [/# skipPersonalSpaces/, 'skipPersonalSpaces'],
      [/context: .*/, `$&\n          path: ${world.cluster.kubeconfig}`],
      [/image: .*/, 'image: bundled\n      caBundle: { configMap: authorities }'],
    ];
    const yaml = edits.reduce((text, [from, to]) => text.replace(from, to), await readFile(file(), 'utf8'));
    await world.write(yaml);
    expect(await connector('validate')).toMatchObject({ exitCode: 0 });
  });

  test('doctor: all that a deployment needs is there', async () => {
    const { exitCode, stdout } = await connector('doctor');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/administrator +ok/) });
    expect(stdout).toMatch(/rights +ok/);
  });

  test('synth: the stack, and no secret in it', async () => {
    const { exitCode, all } = await world.synth();
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    const stack = await readFile(join(world.outdir, 'stacks', 'confluence', 'cdk.tf.json'), 'utf8');
    expect(stack).toContain('kubernetes_deployment_v1');
    expect(stack).not.toContain(simulator.auth.token);
  });

  test('image build: pushed, and named in the description', async () => {
    const tag = `${registry.host}/confluence-sync`;
    const { exitCode, stdout, stderr } = await connector(
      ...['image', 'build', '--engine', 'buildah', '--base', `${registry.host}/node:22`],
      ...['--tag', tag, '--push', '--write'],
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    image = stdout;
    expect(image).toMatch(new RegExp(`^${tag}:${version}@sha256:[0-9a-f]{64}$`));
    expect(await readFile(file(), 'utf8')).toContain(`image: ${image}\n`);
  });

  test('deploy: the workload has that image', async () => {
    const { exitCode, all } = await world.deploy(['confluence'], environment);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    const { spec }: IDeployment = await world.cluster.get('deployment', 'baton-confluence', namespace);
    expect(spec?.template.spec?.containers?.[0]?.image).toBe(image);
    const { clientSecret } = credential();
    for (const secret of [simulator.auth.token, clientSecret]) expect(all).not.toContain(secret);
  });

  test('status: its pod is well, and waits to be asked for a sync', async () => {
    const [folder, { clientId, clientSecret }] = [await temporaryFolder(), credential()];
    const port = Number(world.conductorOne.tenant.connectorHost.split(':')[1]);
    const credentials = new Credentials(clientId, clientSecret);
    api = await ConnectorApi.start({ folder, port, credentials });
    const { files, config, args, env } = await pod();
    service = contained(files, config, args, env);
    await until(
      () => connector('status', '--tail', '0'),
      ({ stdout }) => /health +ok/.test(stdout),
    );
    const { exitCode, stdout } = await connector('status', '--tail', '0');
    expect({
      exitCode,
      checks: [...stdout.matchAll(/^confluence +(\w+) +(\w+)/gm)].map(([, ...check]) => check),
    }).toEqual({
      exitCode: 1,
      checks: [
        ['rollout', 'ok'],
        ['pod', 'ok'],
        ['health', 'ok'],
        ['sync', 'waiting'],
      ],
    });
  });

  test('a sync, when ConductorOne asks for one', async () => {
    const task = api.tasks.push({ syncFull: {} });
    // Or what a service that ends too early says.
    expect(await Promise.race([task.finished, service])).toMatchObject({ outcome: 'success' });
    const { tenant } = world.conductorOne;
    for (const [id, each] of tenant.connectors) {
      tenant.connectors.set(id, {
        ...each,
        status: { status: 'SYNC_STATUS_DONE', completedAt: '2026-01-02T03:04:05Z' },
      });
    }
    expect(await connector('status', '--tail', '0')).toMatchObject({ exitCode: 0 });
    await copyFile(task.uploads[0]?.path ?? '', join(world.folder, 'sync.c1z'));
  });

  test('report: who can do what, of what was uploaded', async () => {
    const { exitCode, stdout } = await connector('report', 'sync.c1z');
    const { spaces, groups } = simulator.site;
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        new RegExp(`^Wrote report.html: ${spaces.size} spaces, .*, ${groups.size} groups, `),
      ),
    });
    expect(await readFile(join(world.folder, 'report.html'), 'utf8')).toContain(
      '<title>Confluence access report</title>',
    );
  });

  test('the pod ends in order, has told no secret, and all can be taken down', async () => {
    service?.kill('SIGTERM');
    const { exitCode, stderr = '' } = (await service) ?? {};
    expect(exitCode).toBe(0);
    expect(logged(stderr).map(({ msg }) => msg)).toContain('sync complete');
    for (const secret of [simulator.auth.token, credential().clientSecret])
      expect(stderr).not.toContain(secret);
    expect(await world.destroy(['confluence'], environment)).toMatchObject({ exitCode: 0 });
  });

  /** What ConductorOne has given to the deployment. */
  const credential = () => {
    const [given] = [...world.conductorOne.tenant.credentials.values()];
    return { clientId: given?.clientId ?? '', clientSecret: given?.clientSecret ?? '' };
  };

  /** What a kubelet would make of the live Deployment. */
  const pod = async () => {
    const { spec }: IDeployment = await world.cluster.get('deployment', 'baton-confluence', namespace);
    const [container] = spec?.template.spec?.containers ?? [];
    const own = (container?.env ?? []).map(({ name, value = '' }) => [name, value]);
    const { files, config } = await builder.pulled(container?.image ?? '');
    const put = async (volume: string, name: string, content: string) => {
      const { mountPath = '' } = container?.volumeMounts?.find(({ name }) => name === volume) ?? {};
      await mkdir(join(files, mountPath), { recursive: true });
      await writeFile(join(files, mountPath, name), content);
    };
    await put('ca', 'ca.crt', [authorities, await readFile(api.caFile, 'utf8')].join('\n'));
    const { secret } = spec?.template.spec?.volumes?.find(({ name }) => name === 'credentials') ?? {};
    const { data } = await world.cluster.get('secret', secret?.secretName ?? '', namespace);
    for (const { key, path } of secret?.items ?? []) await put('credentials', path, atob(data[key]));
    const env: Readonly<Record<string, string>> = {
      ...Object.fromEntries(own),
      // Where the cluster's kubelet looks for the ports of pods.
      BATON_HEALTH_CHECK_PORT: String(world.cluster.podPort),
    };
    return { files, config, args: [...config.Entrypoint, ...(container?.args ?? [])], env };
  };
});

/** Looks again until it is as expected; the test's own limit ends a wait for ever. */
async function until<Seen>(look: () => Promise<Seen>, isExpected: (seen: Seen) => boolean): Promise<void> {
  while (!isExpected(await look())) await sleep(100);
}
