import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { ConnectorInput } from '../../src/config/schema.ts';
import { ConnectorApi } from '../conductorone/connector-api/connector-api.ts';
import { Credentials } from '../conductorone/credentials.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { command, logged } from '../runtime/command/run.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';
import { freePort } from '../support/free-ports.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

const namespace = '--namespace=conductorone';

/** From a description to a sync in ConductorOne: nothing is handed over but what the deployment itself has made. */
describeWith(needs, 'the whole story', () => {
  let world: World;
  let simulator: Simulator;
  let api: ConnectorApi | undefined;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    simulator = await Simulator.start({ site: generateSite(), tls: { folder: await temporaryFolder() } });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([world.stop(), simulator.stop(), api?.stop()]);
  });

  test('what is deployed connects, syncs and uploads', async () => {
    const { conductorOne, cluster } = world;
    const port = await freePort();
    conductorOne.tenant.connectorHost = `localhost:${port}`;

    const connector: ConnectorInput = {
      site: `localhost:${new URL(simulator.url).port}`,
      allowCustomHost: true,
      username: simulator.auth.username,
      app: { create: { displayName: 'Confluence' } },
      skipPersonalSpaces: false,
      hosting: {
        type: 'self-hosted',
        delivery: 'terraform',
        cluster: { kubeconfig: { path: cluster.kubeconfig, context: contextName } },
        image: 'registry.acme.com/confluence-sync:0.1.0',
        caBundle: { configMap: 'authorities' },
      },
    };
    await world.describe(connector);
    const variables = { TF_VAR_confluence_api_key: simulator.auth.token };
    const deployed = await world.deploy(['confluence'], variables);
    expect(deployed).toMatchObject({ exitCode: 0 });

    const [credential] = [...conductorOne.tenant.credentials.values()];
    const { clientId = '', clientSecret = '' } = credential ?? {};
    const folder = await temporaryFolder();
    api = await ConnectorApi.start({ folder, port, credentials: new Credentials(clientId, clientSecret) });
    const authorities = [simulator.caFile ?? '', api.caFile].map((file) => readFile(file, 'utf8'));
    await writeFile(join(folder, 'ca.crt'), (await Promise.all(authorities)).join('\n'));

    const { spec }: IDeployment = await cluster.get('deployment', 'baton-confluence', namespace);
    const [container] = spec?.template.spec?.containers ?? [];
    const { data } = await cluster.get('secret', container?.envFrom?.[0]?.secretRef?.name ?? '', namespace);
    const { mountPath = '' } = container?.volumeMounts?.find(({ name }) => name === 'ca') ?? {};
    const fromSecret = Object.entries<string>(data).map(([name, value]) => [name, atob(value)] as const);
    const own = (container?.env ?? []).map(({ name, value = '' }) => [name, value] as const);
    // As a kubelet does, but that what it mounts lies elsewhere.
    const env = Object.fromEntries(
      [...fromSecret, ...own].map(([name, value]) => [name, value.replace(mountPath, folder)]),
    );
    const service = execa(process.execPath, [...command, ...(container?.args ?? [])], {
      reject: false,
      extendEnv: false,
      env,
    });
    try {
      const task = api.tasks.push({ syncFull: {} });
      // Or what a service that ends too early says.
      expect(await Promise.race([task.finished, service])).toMatchObject({ outcome: 'success' });
      const reader = await task.uploads[0]?.open();
      expect(reader?.stats().resourcesByType).toMatchObject({
        group: simulator.site.groups.size,
        space: simulator.site.spaces.size,
      });
      await reader?.close();
      const { startupProbe, readinessProbe, livenessProbe, ports = [] } = container ?? {};
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
        const { path = '', port } = probe?.httpGet ?? {};
        const { containerPort } = ports.find(({ name }) => name === port) ?? {};
        expect((await fetch(`http://127.0.0.1:${containerPort}${path}`)).status).toBe(200);
      }
    } finally {
      service.kill('SIGTERM');
    }
    const { exitCode, stderr } = await service;
    expect(exitCode).toBe(0);
    expect(logged(stderr).map(({ msg }) => msg)).toContain('sync complete');
    for (const secret of [simulator.auth.token, clientSecret]) {
      expect(`${stderr}${deployed.all}`).not.toContain(secret);
    }
    expect(await world.destroy(['confluence'], variables)).toMatchObject({ exitCode: 0 });
  }, 240_000);
});
