import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const name = 'confluence';
const namespace = 'conductorone';
const app = 'baton-confluence';
const token = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
const canary = 'Canary0fTheSecretThatWasThere';

/** The vendor's workload, as people apply it by hand. */
const byHand = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${app}-secrets`, namespace },
    stringData: { BATON_CLIENT_ID: 'id', BATON_CLIENT_SECRET: canary, BATON_API_KEY: canary },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace, labels: { app } },
    spec: {
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app, baton: 'true', 'baton-app': 'confluence' } },
        spec: {
          containers: [
            {
              name: app,
              image: 'public.ecr.aws/conductorone/baton-confluence:latest',
              envFrom: [{ secretRef: { name: `${app}-secrets` } }],
            },
          ],
        },
      },
    },
  },
];

const providers = [built(conductoroneProvider), built(kubernetesProvider)];

describeWith(
  [terraform.need, program('kubectl'), ...providers, ...clusterPeers.map(built)],
  'adoption',
  () => {
    let world: World;
    beforeAll(async () => {
      world = await World.start({ cluster: true });
      for (const object of byHand) await world.cluster.apply(object);
    });
    afterAll(() => world.stop());

    test('of what the vendor’s page has people apply: doctor says what to do, and that is enough', async () => {
      const uid = async (...object: readonly string[]) =>
        (await world.cluster.get(...object, `--namespace=${namespace}`)).metadata.uid;
      const before = [await uid('namespace', namespace), await uid('deployment', app)];
      await world.describe(world.connector());
      const remedies = (await world.doctor())
        .filter(({ state, name: check }) => state === 'failed' && ['namespace', 'objects'].includes(check))
        .map(({ remedy = '' }) => remedy);
      expect(remedies).toHaveLength(2);

      const adopt = remedies.flatMap((remedy) => /adopt: \[(.*?)\]/.exec(remedy)?.[1]?.split(', ') ?? []);
      expect(adopt).toEqual(['Namespace', 'Deployment']);
      for (const [command] of remedies.join('\n').matchAll(/kubectl delete .*/g)) {
        const env = { KUBECONFIG: world.cluster.kubeconfig };
        await execa(command, { shell: true, env });
      }
      await world.describe(world.connector({ adopt }));
      expect(
        (await world.doctor()).filter(({ name: check }) => ['namespace', 'objects'].includes(check)),
      ).toMatchObject([{ state: 'ok' }, { state: 'ok' }]);
      const { exitCode, all } = await world.apply(name, token);
      expect(exitCode === 0 || all).toBe(true);
      expect(await world.plan(name, token)).toEqual({});

      expect([await uid('namespace', namespace), await uid('deployment', app)]).toEqual(before);
      const { stdout: state } = await world.terraform(name, ['state', 'pull'], token);
      expect(state).toContain('kubernetes_deployment_v1');
      expect(state + all).not.toContain(canary);
    });
  },
);
