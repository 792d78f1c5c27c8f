import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../conductorone/faults.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const needs = [program('terraform'), built(conductoroneProvider), built(kubernetesProvider)];
const worlds: World[] = [];
afterAll(() => Promise.all(worlds.map((world) => world.stop())));

describeWith(needs, 'a fault in the middle of a deployment', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start();
    worlds.push(world);
    await world.describe({
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      hosting: { type: 'self-hosted', delivery: 'gitops', secrets: { from: 'template' } },
    });
  });

  test.each<[string, Fault['status'], RegExp, string]>([
    ['the connector', 500, /\/connectors$/, 'conductorone_integration_baton.confluence'],
    ['the connector', 403, /\/connectors$/, 'conductorone_integration_baton.confluence'],
    ['the connector', 404, /\/connectors$/, 'conductorone_integration_baton.confluence'],
    ['the connector', 409, /\/connectors$/, 'conductorone_integration_baton.confluence'],
    ['the connector', 'cut', /\/connectors$/, 'conductorone_integration_baton.confluence'],
    ['the credential', 503, /\/credentials$/, 'conductorone_connector_credential.confluence'],
    ['the app', 401, /\/apps$/, 'conductorone_app.app'],
  ])(
    'on %s (answer %s) names what failed; the next one finishes the job',
    async (_, status, path, address) => {
      world.conductorOne.inject({ method: 'POST', path, status, headers: { 'retry-after': '1' } });
      const failed = await world.deploy(['confluence']);
      expect(failed.exitCode).toBe(1);
      expect(stripVTControlCharacters(failed.all)).toContain(`with ${address}`);
      const finished = await world.deploy(['confluence']);
      expect({ exitCode: finished.exitCode, all: finished.all }).toMatchObject({ exitCode: 0 });
      const { apps, connectors, credentials } = world.conductorOne.tenant;
      expect([apps.size, connectors.size, credentials.size]).toEqual([1, 1, 1]);
      expect(await world.plan('confluence')).toEqual({});
    },
  );

  test.each<[string, Partial<Fault>, readonly number[]]>([
    ['that asks to come again later', { status: 429, headers: { 'retry-after': '1' } }, [429, 200]],
    ['that only takes its time', { delay: 3_000 }, [200]],
  ])('%s is waited for', async (_, fault, answers) => {
    const path = /\/credentials$/;
    world.conductorOne.inject({ method: 'POST', path, ...fault });
    const { exitCode, all } = await world.deploy(['confluence']);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    const met = world.conductorOne.requests.filter((request) => path.test(request.path));
    expect(met.map(({ status }) => status)).toEqual(answers);
    expect(world.conductorOne.tenant.credentials.size).toBe(1);
  });

  test('with credentials that ConductorOne refuses says so and makes nothing', async () => {
    const { exitCode, all } = await world.deploy(['confluence'], {
      CONDUCTORONE_CLIENT_ID: 'stranger@localhost/spc',
    });
    expect(exitCode).toBe(1);
    expect(stripVTControlCharacters(all)).toMatch(/401|invalid|unauth/i);
    expect(world.conductorOne.tenant.apps.size).toBe(0);
  });
});
