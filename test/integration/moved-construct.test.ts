import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  CloudHostedConnector,
  ConductorOneApp,
  ConductoroneProvider,
  SelfHostedConnector,
} from '../../src/index.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const needs = [program('terraform'), built(conductoroneProvider), built(kubernetesProvider)];
const variables = { TF_VAR_cloud_api_key: 'ATATT3xFfGF0token' };

describeWith(needs, 'a construct that moves to another scope in a user’s own app', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** Synthesises a stack whose connectors stand below a scope of the caller's choice. */
  const synth = async (scopeOf: (stack: TerraformStack) => Construct) => {
    await mkdir(world.outdir, { recursive: true });
    const app = new App({ outdir: world.outdir });
    const stack = new TerraformStack(app, 'own');
    new LocalBackend(stack, { path: join(world.folder, 'own.tfstate') });
    new ConductoroneProvider(stack, 'conductorone', { serverUrl: world.conductorOne.url });
    const scope = scopeOf(stack);
    const c1App = new ConductorOneApp(scope, 'wiki', { create: { displayName: 'Wiki' } });
    const common = { app: c1App, site: 'acme', username: 'bot@acme.com' };
    new CloudHostedConnector(scope, 'cloud', { ...common, name: 'cloud' });
    new SelfHostedConnector(scope, 'hosted', {
      ...common,
      name: 'hosted',
      hosting: { type: 'self-hosted', delivery: 'gitops', secrets: { from: 'template' } },
    });
    app.synth();
  };

  test('replaces neither app, connector nor credential', async () => {
    await synth((stack) => stack);
    for (const args of [
      ['init', '-input=false'],
      ['apply', '-auto-approve', '-input=false'],
    ]) {
      const { exitCode, all } = await world.terraform('own', args, variables);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    }
    expect(world.conductorOne.tenant.connectors.size).toBe(2);
    await synth((stack) => new Construct(new Construct(stack, 'team'), 'identity'));
    expect(await world.plan('own', variables)).toEqual({});
  });
});
