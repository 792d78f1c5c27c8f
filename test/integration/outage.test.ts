import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubeApiserver, kubernetesProvider } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];
const token = 'ATATT3xFfGF0token';
const variables = { TF_VAR_confluence_api_key: token };

describeWith(needs, 'an API server that is lost in the middle of a deployment', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    await world.describe(world.connector());
  });
  afterAll(() => world.stop());

  test('is named in the error', async () => {
    const { conductorOne, cluster } = world;
    // The credential takes its time, and meanwhile the cluster goes.
    conductorOne.inject({ method: 'POST', path: /\/credentials$/, delay: 10_000 });
    const deployment = world.deploy(['confluence'], variables);
    while (conductorOne.tenant.connectors.size === 0) await sleep(50);
    // It comes after the namespace, which the Secret needs.
    const account = () => cluster.get('serviceaccount', 'baton-confluence', '--namespace=conductorone');
    while (!(await account().catch(() => undefined))) await sleep(50);
    await cluster.kill(kubeApiserver);
    const { exitCode, all } = await deployment;
    expect(exitCode).toBe(1);
    const printed = stripVTControlCharacters(all);
    expect(printed).toContain('with kubernetes_secret_v1.confluence');
    expect(printed).toMatch(/connect: connection refused/);
    expect(conductorOne.tenant.credentials.size).toBe(1);
  });

  test('leaves a job that the next deployment finishes, with nothing made twice', async () => {
    const { tenant } = world.conductorOne;
    await world.cluster.restart(kubeApiserver);
    const { exitCode, all } = await world.deploy(['confluence'], variables);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    expect([tenant.apps.size, tenant.connectors.size, tenant.credentials.size]).toEqual([1, 1, 1]);
    const [credential] = [...tenant.credentials.values()];
    const secret = await world.cluster.get('secret', 'baton-confluence-secrets', '--namespace=conductorone');
    const text = (key: string) => Buffer.from(secret.data[key], 'base64').toString('utf8');
    expect([text('BATON_CLIENT_SECRET'), text('BATON_API_KEY')]).toEqual([credential?.clientSecret, token]);
    const { status } = await world.cluster.get('deployment', 'baton-confluence', '--namespace=conductorone');
    expect(status).toMatchObject({ availableReplicas: 1 });
    expect(await world.plan('confluence', variables)).toEqual({});
  });
});
