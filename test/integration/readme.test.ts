import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { commands, connectorExamples } from '../support/readme.ts';
import { root } from '../support/synth.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

describeWith(needs, 'the README, followed to the letter', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    world.conductorOne.tenant.addUser('jo@acme.com');
  });
  afterAll(() => world.stop());

  test.each([
    ['cloud-hosted', 0],
    ['self-hosted, delivered by Terraform', 1],
    ['self-hosted, delivered by GitOps', 2],
  ])('deploys the connector: %s', async (_, index) => {
    // As printed, but for where ConductorOne and the cluster are.
    const yaml = (connectorExamples[index] ?? '')
      .replace('tenant: acme', `serverUrl: ${world.conductorOne.url}`)
      .replace('context: production', `path: ${world.cluster.kubeconfig}, context: ${contextName}`);
    await world.write(yaml);
    expect(commands).toContain('npx cdktf deploy confluence');
    const variables = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
    const { exitCode, all } = await world.deploy(['confluence'], variables);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    const [connector] = [...world.conductorOne.tenant.connectors.values()];
    const output = await world.terraform('confluence', ['output', '-json']);
    expect(JSON.parse(output.stdout)).toMatchObject({
      app_id: { value: connector?.appId },
      connector_id: { value: connector?.id },
    });
    expect((await world.destroy(['confluence'], variables)).exitCode).toBe(0);
    expect(world.conductorOne.tenant.connectors.size).toBe(0);
  });

  test('verifies the deployment', async () => {
    const yaml = (connectorExamples[1] ?? '')
      .replace('tenant: acme', `serverUrl: ${world.conductorOne.url}`)
      .replace('context: production', `path: ${world.cluster.kubeconfig}, context: ${contextName}`);
    await world.write(yaml);
    const variables = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
    expect((await world.deploy(['confluence'], variables)).exitCode).toBe(0);
    const { tenant } = world.conductorOne;
    for (const connector of tenant.connectors.values()) {
      const status = { status: 'SYNC_STATUS_DONE', completedAt: '2026-01-02T03:04:05Z' } as const;
      tenant.connectors.set(connector.id, { ...connector, status });
    }
    const pod = createServer((_, response) => response.end('{"status":"healthy"}'));
    await new Promise<void>((resolve) => pod.listen(world.cluster.podPort, '127.0.0.1', resolve));
    const verify = commands.filter((command) => command.includes('confluence-connector status'));
    expect(verify).toHaveLength(2);
    for (const command of verify) {
      const { exitCode, all } = await execa(command, {
        shell: true,
        cwd: root,
        reject: false,
        all: true,
        env: {
          CONNECTOR_CONFIG: join(world.folder, 'connector.yaml'),
          NODE_EXTRA_CA_CERTS: world.conductorOne.caFile,
          ...world.conductorOne.environment,
        },
      });
      expect({ exitCode, all }).toEqual({
        exitCode: 0,
        all: expect.stringMatching(
          /rollout +ok[\s\S]*pod +ok[\s\S]*health +ok[\s\S]*sync +ok +last synced 2026-01-02/,
        ),
      });
    }
    pod.close();
    expect((await world.destroy(['confluence'], variables)).exitCode).toBe(0);
  });

  test('tells the client secret of a GitOps delivery right after it was made', async () => {
    const yaml = (connectorExamples[2] ?? '').replace('tenant: acme', `serverUrl: ${world.conductorOne.url}`);
    await world.write(yaml);
    const { exitCode, all } = await world.deploy(['confluence']);
    const live = [...world.conductorOne.tenant.credentials.values()].find(({ revoked }) => !revoked);
    expect({ exitCode, all: all.includes(live?.clientSecret ?? '') }).toEqual({ exitCode: 0, all: false });
    const { stdout } = await world.terraform('confluence', ['output', '-raw', 'client_secret']);
    expect(stdout).toBe(live?.clientSecret);
    const replace = ['apply', '-auto-approve', '-replace=conductorone_connector_credential.confluence'];
    expect((await world.terraform('confluence', replace)).exitCode).toBe(0);
    const fresh = [...world.conductorOne.tenant.credentials.values()].filter(({ revoked }) => !revoked);
    expect(fresh).toMatchObject([{ connectorId: live?.connectorId }]);
    expect(fresh[0]?.id).not.toBe(live?.id);
  });
});
