import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from '../peers/built.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('kubectl'), ...providers, ...clusterPeers.map(built)];

const token = 'ATATT3xFfGF0firstToken';
const newToken = 'ATATT3xFfGF0secondToken';
const namespace = 'conductorone';

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...needs], `a self-hosted connector delivered by ${engine.name}`, () => {
    let world: World;

    beforeAll(async () => {
      world = await World.start({ engine, cluster: true });
    });
    afterAll(() => world.stop());

    const connector = (hosting: object = {}) => world.connector(hosting);
    const credentials = () => [...world.conductorOne.tenant.credentials.values()];
    const deploy = async (apiKey: string) => {
      const { exitCode, all } = await world.deploy(['confluence'], { TF_VAR_confluence_api_key: apiKey });
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      for (const secret of [apiKey, ...credentials().map(({ clientSecret }) => clientSecret)]) {
        expect(all).not.toContain(secret);
      }
    };
    const live = () => credentials().filter(({ revoked }) => !revoked);
    const secret = async () => {
      const { data } = await world.cluster.get(
        'secret',
        'baton-confluence-secrets',
        `--namespace=${namespace}`,
      );
      return Object.fromEntries(
        Object.entries(data as Record<string, string>).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString('utf8'),
        ]),
      );
    };
    const deployment = () => world.cluster.get('deployment', 'baton-confluence', `--namespace=${namespace}`);
    const podTemplate = async () => JSON.stringify((await deployment()).spec.template);

    test('rolls out with all five values in its Secret, in a namespace that enforces "restricted"', async () => {
      await world.describe(connector());
      await deploy(token);
      const [credential] = live();
      expect(await secret()).toEqual({
        BATON_CLIENT_ID: credential?.clientId,
        BATON_CLIENT_SECRET: credential?.clientSecret,
        BATON_API_KEY: token,
        BATON_DOMAIN_URL: 'https://acme.atlassian.net',
        BATON_USERNAME: 'bot@acme.com',
      });
      expect((await deployment()).status).toMatchObject({ availableReplicas: 1, readyReplicas: 1 });
      const { metadata } = await world.cluster.get('namespace', namespace);
      expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    });

    test('keeps the API token out of state and plan, which are the engine’s own', async () => {
      await world.plan('confluence', { TF_VAR_confluence_api_key: token });
      const files = (await readdir(world.folder)).filter((name) => /tfstate|[.]plan$/.test(name));
      expect(files).toEqual(expect.arrayContaining(['confluence.plan', 'terraform.confluence.tfstate']));
      for (const file of files) {
        expect((await readFile(join(world.folder, file))).includes(token)).toBe(false);
      }
      const { stdout: version } = await world.terraform('confluence', ['version', '-json']);
      const state = await readFile(join(world.folder, 'terraform.confluence.tfstate'), 'utf8');
      expect(JSON.parse(state).terraform_version).toBe(JSON.parse(version).terraform_version);
      const shown = await world.terraform('confluence', [
        'show',
        '-json',
        join(world.folder, 'confluence.plan'),
      ]);
      expect(shown.stdout).not.toContain(token);
    });

    test('is left alone by a second deployment, although ConductorOne no longer tells the secret', async () => {
      const before = await secret();
      await deploy(token);
      expect(await world.plan('confluence', { TF_VAR_confluence_api_key: token })).toEqual({});
      expect(await secret()).toEqual(before);
    });

    test('keeps its credential when its app or its owners change', async () => {
      const before = credentials();
      const jo = world.conductorOne.tenant.addUser('jo@acme.com');
      const changed = {
        app: { create: { displayName: 'Confluence', description: 'Pages' } },
        owners: [jo.id],
      };
      await world.describe({ ...connector(), ...changed });
      await deploy(token);
      expect(credentials()).toEqual(before);
      expect([...world.conductorOne.tenant.connectors.values()]).toMatchObject([{ userIds: [jo.id] }]);
      await world.describe(connector());
      await deploy(token);
      expect(credentials()).toEqual(before);
    });

    test('does not take a new token unless the revision is raised', async () => {
      const before = await secret();
      await deploy(newToken);
      expect(await secret()).toEqual(before);
    });

    test('takes a new token when the revision is raised, and restarts; its credential stays', async () => {
      const before = credentials();
      const template = await podTemplate();
      await world.describe(connector({ secretRevision: 2 }));
      await deploy(newToken);
      expect(credentials()).toEqual(before);
      expect(await secret()).toMatchObject({
        BATON_API_KEY: newToken,
        BATON_CLIENT_SECRET: before[0]?.clientSecret,
      });
      expect(await podTemplate()).not.toBe(template);
    });

    test('follows a replaced credential by itself: new pods, the old credential revoked last', async () => {
      const [old] = live();
      const template = await podTemplate();
      world.conductorOne.requests.length = 0;
      const args = [
        'apply',
        '-auto-approve',
        '-input=false',
        '-replace=conductorone_connector_credential.confluence',
      ];
      const { exitCode, all } = await world.terraform('confluence', args, {
        TF_VAR_confluence_api_key: newToken,
      });
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      const [fresh] = live();
      expect(fresh?.id).not.toBe(old?.id);
      expect(await secret()).toMatchObject({
        BATON_CLIENT_SECRET: fresh?.clientSecret,
        BATON_API_KEY: newToken,
      });
      expect(await podTemplate()).not.toBe(template);
      const changes = world.conductorOne.requests
        .filter(({ method, path }) => method === 'POST' && path.includes('/credentials'))
        .map(({ path }) => (path.endsWith('/credentials') ? 'made' : path.split('/').at(-1)));
      expect(changes).toEqual(['made', old?.id]);
    });

    test('makes its Secret again where it was deleted by hand', async () => {
      const before = await secret();
      await world.cluster.kubectl('delete', 'secret', 'baton-confluence-secrets', `--namespace=${namespace}`);
      await deploy(newToken);
      expect(await secret()).toEqual(before);
    });

    test('with an image that does not exist fails within its timeout, and says which pod and why', async () => {
      await world.describe(
        connector({
          secretRevision: 2,
          image: 'broken.acme.test/no-such-image:1.0.0',
          rolloutTimeout: '15s',
        }),
      );
      const { exitCode, all } = await world.deploy(['confluence'], { TF_VAR_confluence_api_key: newToken });
      expect(exitCode).toBe(1);
      const printed = stripVTControlCharacters(all);
      expect(printed).toContain('with terraform_data.confluence_rollout');
      expect(printed).toMatch(
        /pod +failed +baton-confluence-\w+-\w+: ErrImagePull: broken[.]acme[.]test\/no-such-image:1[.]0[.]0: not found/,
      );
      expect(printed).toContain('-> Check hosting.image');
      // The update is rolling: the pod that worked goes on working.
      expect((await deployment()).status).toMatchObject({ readyReplicas: 1, unavailableReplicas: 1 });
      await world.describe(connector({ secretRevision: 2 }));
      await deploy(newToken);
      expect((await deployment()).status).toMatchObject({ readyReplicas: 1, updatedReplicas: 1 });
    });

    test('moves to another app as a new connector, with a new credential in its Secret', async () => {
      const { tenant } = world.conductorOne;
      const [old] = live();
      const app = { existing: { id: tenant.addApp('Wiki').id } };
      await world.describe({ ...connector({ secretRevision: 2 }), app });
      await deploy(newToken);
      expect([...tenant.connectors.values()]).toMatchObject([{ appId: app.existing.id }]);
      const [fresh, ...others] = live();
      expect({ others, appId: fresh?.appId }).toEqual({ others: [], appId: app.existing.id });
      expect(fresh?.id).not.toBe(old?.id);
      expect(await secret()).toMatchObject({ BATON_CLIENT_SECRET: fresh?.clientSecret });
    });

    test('is made anew where it was deleted in ConductorOne', async () => {
      const { tenant } = world.conductorOne;
      const [gone] = [...tenant.connectors.values()];
      tenant.deleteConnector(gone?.appId, gone?.id);
      await deploy(newToken);
      const [fresh] = [...tenant.connectors.values()];
      expect(fresh?.id).not.toBe(gone?.id);
      expect(live()).toMatchObject([{ connectorId: fresh?.id }]);
      expect(await secret()).toMatchObject({ BATON_CLIENT_SECRET: live()[0]?.clientSecret });
    });

    test('goes away cleanly', async () => {
      const { exitCode, all } = await world.destroy(['confluence'], { TF_VAR_confluence_api_key: newToken });
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      expect(live()).toEqual([]);
      expect((await world.cluster.kubectl('get', 'namespace', namespace)).exitCode).toBe(1);
    });
  });
}
