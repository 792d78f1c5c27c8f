import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import type { Connector, User } from '../conductorone/tenant.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';
import { unfolded } from '../support/unfolded.ts';
import { World } from './world.ts';

const token = 'ATATT3xFfGF0deployedToken';
const variables = { TF_VAR_confluence_api_key: token };
const needs = [built(conductoroneProvider), built(kubernetesProvider)];

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...needs], `a cloud-hosted connector, deployed by ${engine.name}`, () => {
    let world: World;
    let jo: User;
    let sam: User;

    beforeAll(async () => {
      world = await World.start({ engine });
      const { tenant } = world.conductorOne;
      jo = tenant.addUser('jo@acme.com');
      sam = tenant.addUser('sam@acme.com');
      // Much like those above, and never to be taken for them.
      tenant.addUser('banjo@acme.com');
      tenant.addApp('Confluence staging');
    });
    afterAll(() => world.stop());

    const connector = (changes: Partial<ConnectorInput> = {}): ConnectorInput => ({
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      owners: ['sam@acme.com', 'Jo@acme.com'],
      hosting: { type: 'cloud' },
      ...changes,
    });
    const connectors = () => [...world.conductorOne.tenant.connectors.values()];

    test('is made with its app, its owners and its settings', async () => {
      await world.describe(connector());
      const { exitCode, all } = await world.deploy(['confluence'], variables);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      expect(connectors()).toEqual([
        {
          id: expect.any(String),
          appId: [...world.conductorOne.tenant.apps.values()].find((app) => app.displayName === 'Confluence')
            ?.id,
          catalogId: '2jbvUoyvbdzgkgdZfGR7VFhS0SU',
          displayName: 'Confluence v2',
          userIds: [sam.id, jo.id],
          config: {
            'domain-url': 'https://acme.atlassian.net',
            username: 'bot@acme.com',
            'api-key': token,
            'skip-personal-spaces': 'true',
          },
          delegated: false,
        },
      ]);
      expect(all).not.toContain(token);
    });

    test('is left alone by a second deployment', async () => {
      expect(await world.plan('confluence', variables)).toEqual({});
    });

    test('takes changed settings in place', async () => {
      const before = connectors();
      await world.describe(connector({ skipPersonalSpaces: false, username: 'wiki@acme.com' }));
      const { exitCode } = await world.deploy(['confluence'], variables);
      expect(exitCode).toBe(0);
      expect(connectors()).toEqual(
        before.map((one) => ({
          ...one,
          config: { ...one.config, username: 'wiki@acme.com', 'skip-personal-spaces': 'false' },
        })),
      );
    });

    test('stays as it is when its app gets other settings', async () => {
      const before = connectors();
      const app = { create: { displayName: 'Confluence', description: 'All the pages' } };
      await world.describe(connector({ skipPersonalSpaces: false, username: 'wiki@acme.com', app }));
      expect((await world.deploy(['confluence'], variables)).exitCode).toBe(0);
      const { tenant } = world.conductorOne;
      const [changed] = [...tenant.apps.values()].filter((one) => one.displayName === 'Confluence');
      expect(changed?.settings).toMatchObject({ description: 'All the pages' });
      expect(connectors()).toEqual(before);
    });

    test('keeps its owners, which the provider cannot change, and says so until they agree', async () => {
      const [before] = connectors();
      await world.describe(
        connector({ skipPersonalSpaces: false, username: 'wiki@acme.com', owners: ['jo@acme.com'] }),
      );
      const warning = 'its owners in ConductorOne are not those of its configuration';
      const { exitCode, all } = await world.deploy(['confluence'], variables);
      expect({ exitCode, all: unfolded(all) }).toEqual({
        exitCode: 0,
        all: expect.stringContaining(warning),
      });
      expect(connectors()).toEqual([before]);
      world.conductorOne.tenant.connectors.set(before?.id ?? '', {
        ...(before as Connector),
        userIds: [jo.id],
      });
      const again = await world.terraform('confluence', ['plan', '-input=false'], variables);
      expect({ exitCode: again.exitCode, all: again.all }).toEqual({
        exitCode: 0,
        all: expect.not.stringContaining(warning),
      });
    });

    test('moves to another app as a new connector', async () => {
      const [before] = connectors();
      const target = world.conductorOne.tenant.addApp(`Wiki "main" $\{x}`);
      await world.describe(connector({ app: { existing: { displayName: target.displayName } } }));
      const { exitCode, all } = await world.deploy(['confluence'], variables);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      expect(connectors()).toMatchObject([{ appId: target.id, userIds: [sam.id, jo.id] }]);
      expect(connectors()[0]?.id).not.toBe(before?.id);
      const state = await readFile(join(world.folder, 'terraform.confluence.tfstate'), 'utf8');
      expect(JSON.parse(state).outputs).toMatchObject({ app_id: { value: target.id } });
    });

    test('finds an existing app by its id', async () => {
      const target = world.conductorOne.tenant.addApp('Another wiki');
      await world.describe(connector({ app: { existing: { id: target.id } } }));
      expect((await world.deploy(['confluence'], variables)).exitCode).toBe(0);
      expect(connectors()).toMatchObject([{ appId: target.id }]);
    });

    test.each([
      [
        'an app that is not there',
        { app: { existing: { displayName: 'Jira' } } },
        'app with the display name "Jira"',
      ],
      [
        'an app whose name is taken twice',
        { app: { existing: { displayName: 'twice' } } },
        'app with the display name "twice"',
      ],
      [
        'an owner that is not there',
        { owners: ['no@acme.com'] },
        'user with the e-mail address "no@acme.com"',
      ],
    ])('says what is wrong with %s', async (_, changes, what) => {
      const { tenant } = world.conductorOne;
      if (what.includes('twice')) for (const name of ['Twice', 'twice']) tenant.addApp(name);
      const before = connectors();
      await world.describe(connector(changes));
      const { exitCode, all } = await world.deploy(['confluence'], variables);
      expect(exitCode).toBe(1);
      expect(unfolded(all)).toContain(
        `ConductorOne does not know exactly one ${what}. Check its spelling, or use its id instead.`,
      );
      expect(connectors()).toEqual(before);
    });

    test('goes away cleanly', async () => {
      await world.describe(connector({ app: { create: { displayName: 'Confluence' } } }));
      expect((await world.deploy(['confluence'], variables)).exitCode).toBe(0);
      const { exitCode, all } = await world.destroy(['confluence'], variables);
      expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
      expect(connectors()).toEqual([]);
      const names = [...world.conductorOne.tenant.apps.values()].map((app) => app.displayName);
      expect(names).not.toContain('Confluence');
      expect(names).toContain('Confluence staging');
    });
  });
}
