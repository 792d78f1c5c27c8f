import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import type { Policy } from '../conductorone/tenant.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';
import { unfolded } from '../support/unfolded.ts';
import { around, hostings, providers, variables } from './around.ts';
import { World } from './world.ts';

const slugs = ['administer-space', 'read-space', 'create-page'] as const;

const engines = [
  [terraform, 'cloud-hosted'],
  [openTofu, 'self-hosted'],
] as const;

for (const [engine, kind] of engines) {
  describeWith(
    [engine.need, ...providers],
    `rules of a ${kind} connector, deployed by ${engine.name}`,
    () => {
      let world: World;
      let manager: Policy;
      let breakGlass: Policy;
      let high: string;

      beforeAll(async () => {
        world = await World.start({ engine });
        const { tenant } = world.conductorOne;
        manager = tenant.addPolicy('Manager approval', 'GRANT');
        breakGlass = tenant.addPolicy('Break glass', 'GRANT');
        high = tenant.addRiskLevel('High');
        tenant.addRiskLevel('Higher');
      });
      afterAll(() => world.stop());

      const administer = {
        verb: 'administer',
        noun: 'space',
        maxDuration: '8h',
        grantPolicy: 'Manager approval',
        riskLevel: 'high',
        emergencyAccess: true,
        emergencyPolicy: 'Break glass',
      } as const;
      const create = { verb: 'create', noun: 'page', maxDuration: '30m' } as const;
      const connector = around(() => world, hostings[kind]);
      const { deployed, plan, theApp } = connector;
      const described = (rules: ConnectorInput['rules'], app?: object) =>
        connector.described(rules ? { rules } : {}, app);
      const settingsOf = (slug: string) =>
        [...world.conductorOne.tenant.entitlements.values()]
          .filter((one) => one.slug === slug)
          .map(({ settings }) => settings);
      const address = (slug: string, id: string) =>
        `conductorone_app_entitlement.confluence_${slug}["${id}"]`;
      const ruled = {
        durationGrant: '28800s',
        grantPolicyId: expect.any(String),
        riskLevelValueId: expect.any(String),
        emergencyGrantEnabled: true,
        emergencyGrantPolicyId: expect.any(String),
      };

      test('plan nothing before the first sync', async () => {
        await described([administer, create]);
        await deployed();
        expect(await plan()).toEqual({});
      });

      test('take null for an empty list, and wait for answers that are late', async () => {
        const { conductorOne } = world;
        const body = { list: null, expanded: null, facets: null, nextPageToken: null };
        const searches = () =>
          conductorOne.requests
            .filter(({ path }) => path.startsWith('/api/v1/search/'))
            .map(({ path }) => path);
        // Of each of the two rules.
        for (const [what, times] of [
          ['apps', 1],
          ['entitlements', 2],
        ] as const) {
          conductorOne.requests.length = 0;
          const path = new RegExp(`/search/${what}$`);
          conductorOne.inject({ method: 'POST', path, times, body, delay: 1_000 });
          expect(await world.plan('confluence', variables)).toEqual({});
          expect(searches().filter((one) => path.test(one))).toHaveLength(times);
        }
      });

      test('set everything after it, and only that', async () => {
        const { tenant } = world.conductorOne;
        const [docs, labs] = ['Docs', 'Labs'].map((name) => tenant.addSpace(theApp().id, name, slugs));
        const other = tenant.addApp('Confluence staging').id;
        tenant.addSpace(other, 'Docs', slugs);
        const expected = [docs, labs].flatMap((space) =>
          (space ?? []).filter(({ slug }) => slug !== 'read-space'),
        );
        expect(await plan()).toEqual(
          Object.fromEntries(expected.map(({ slug, id }) => [address(slug, id), 'create'])),
        );
        await deployed();
        const set = {
          ...ruled,
          grantPolicyId: manager.id,
          riskLevelValueId: high,
          emergencyGrantPolicyId: breakGlass.id,
        };
        expect(settingsOf('administer-space')).toEqual([
          expect.objectContaining(set),
          expect.objectContaining(set),
          {},
        ]);
        expect(settingsOf('create-page')).toEqual([
          expect.objectContaining({ durationGrant: '1800s' }),
          expect.objectContaining({ durationGrant: '1800s' }),
          {},
        ]);
        expect(settingsOf('read-space')).toEqual([{}, {}, {}]);
        expect([...tenant.entitlements.values()].map(({ displayName }) => displayName)).toEqual(
          ['Docs', 'Labs', 'Docs'].flatMap((space) => slugs.map((slug) => `Can ${slug} ${space}`)),
        );
        expect(await plan()).toEqual({});
      });

      test('leave the others alone when a space comes, and plan nothing when one goes', async () => {
        const { tenant } = world.conductorOne;
        const [added] = tenant.addSpace(theApp().id, 'News', slugs);
        const [gone] = [...tenant.entitlements.values()];
        tenant.deleteEntitlement(gone?.id ?? '');
        const planned = await plan();
        expect(Object.keys(planned)).toHaveLength(2);
        expect(planned).toMatchObject({ [address('administer-space', added?.id ?? '')]: 'create' });
        await deployed();
        for (const { slug, appId, id } of tenant.entitlements.values())
          if (slug === 'create-page' && appId === theApp().id) tenant.deleteEntitlement(id);
        expect(await plan()).toEqual({});
      });

      test('put back what others have changed', async () => {
        const { tenant } = world.conductorOne;
        const one = [...tenant.entitlements.values()].find(
          ({ slug, appId, deletedAt }) => slug === 'administer-space' && appId === theApp().id && !deletedAt,
        );
        tenant.entitlements.set(one?.id ?? '', {
          ...(one as NonNullable<typeof one>),
          settings: { ...one?.settings, durationGrant: '60s', riskLevelValueId: '' },
        });
        expect(await plan()).toEqual({ [address('administer-space', one?.id ?? '')]: 'update' });
        await deployed();
        expect(tenant.entitlements.get(one?.id ?? '')?.settings).toMatchObject({
          durationGrant: '28800s',
          riskLevelValueId: high,
        });
        expect(await plan()).toEqual({});
      });

      test('are changed in place, and what is not said any more stays', async () => {
        const { emergencyAccess: _, emergencyPolicy: __, ...rest } = administer;
        await described([{ ...rest, maxDuration: '4h', emergencyAccess: false }]);
        await deployed();
        const live = settingsOf('administer-space').filter((one) => one['durationGrant'] === '14400s');
        expect(live).toHaveLength(2);
        expect(live).toMatchObject([{ emergencyGrantEnabled: false }, { emergencyGrantEnabled: false }]);
        expect(await plan()).toEqual({});
      });

      test('stay while the app gets other settings', async () => {
        await described([administer], { description: 'All pages' });
        expect(await plan()).toMatchObject({ 'conductorone_app.app': 'update' });
        await deployed();
        expect(await plan()).toEqual({});
      });

      test('stop at an entitlement of which nothing is known any more, until the state forgets it', async () => {
        const { tenant } = world.conductorOne;
        const lost = [...tenant.entitlements.values()].find(
          ({ slug, appId, deletedAt }) => slug === 'administer-space' && appId === theApp().id && !deletedAt,
        );
        tenant.entitlements.delete(lost?.id ?? '');
        const failed = await world.apply('confluence', variables);
        expect({ exitCode: failed.exitCode, all: unfolded(failed.all) }).toEqual({
          exitCode: 1,
          all: expect.stringContaining('unexpected response from API. Got an unexpected response code 404'),
        });
        const lostAddress = address('administer-space', lost?.id ?? '');
        const forgotten = await world.terraform('confluence', ['state', 'rm', lostAddress]);
        expect(forgotten).toMatchObject({ exitCode: 0 });
        expect(await plan()).toEqual({});
        if (lost) tenant.entitlements.set(lost.id, lost);
        await deployed();
      });

      test('go without a trace in ConductorOne, and so does the connector', async () => {
        const { tenant } = world.conductorOne;
        const before = [...tenant.entitlements.values()];
        await described(undefined, { description: 'All pages' });
        const planned = await plan();
        expect(Object.values(planned)).toEqual(['delete', 'delete']);
        await deployed();
        expect([...tenant.entitlements.values()]).toEqual(before);
        await described([administer], { description: 'All pages' });
        await deployed();
        const destroyed = await world.apply('confluence', variables, ['-destroy']);
        expect({ ...destroyed, all: unfolded(destroyed.all) }).toMatchObject({ exitCode: 0 });
        expect([...tenant.apps.values()].map(({ displayName }) => displayName)).toEqual([
          'Confluence staging',
        ]);
      });

      test('touch nothing of another app of the same name', async () => {
        const { tenant } = world.conductorOne;
        const other = tenant.addApp('confluence').id;
        const before = tenant.addSpace(other, 'Docs', slugs);
        await described([administer]);
        const { exitCode, all } = await world.apply('confluence', variables);
        expect({ exitCode, all: unfolded(all) }).toEqual({
          exitCode: 1,
          all: expect.stringContaining('ConductorOne has another app of the same name'),
        });
        expect(before.map(({ id }) => tenant.entitlements.get(id))).toEqual(before);
      });

      describe('of an app that exists', () => {
        test.each(['id', 'displayName'] as const)(
          'by its %s, apply from the first deployment on',
          async (key) => {
            const { tenant } = world.conductorOne;
            world.outdir = `${world.outdir}-${key}`;
            world.state = {
              backend: 'local',
              settings: { path: `${world.folder}/existing-${key}.{connector}.tfstate` },
            };
            const app = tenant.addApp(`Wiki by ${key}`);
            const [entitlement] = tenant.addSpace(app.id, 'Docs', slugs);
            await world.describe({
              site: 'acme',
              username: 'bot@acme.com',
              app: { existing: { [key]: app[key] } },
              rules: [administer],
              hosting: hostings[kind],
            });
            await deployed();
            expect(tenant.entitlements.get(entitlement?.id ?? '')?.settings).toMatchObject(ruled);
            expect(await plan()).toEqual({});
            expect(await world.apply('confluence', variables, ['-destroy'])).toMatchObject({ exitCode: 0 });
            expect(tenant.entitlements.get(entitlement?.id ?? '')?.settings).toMatchObject(ruled);
          },
        );
      });

      test.each([
        [
          'a policy',
          { grantPolicy: 'Director approval' },
          'grant policy with the display name "Director approval"',
        ],
        ['a risk level', { riskLevel: 'Lower' }, 'risk level named "Lower"'],
      ])('name %s that is not there', async (_, changes, what) => {
        await described([{ ...create, ...changes }], { displayName: 'Wiki' });
        const { exitCode, all } = await world.apply('confluence', variables);
        expect({ exitCode, all: unfolded(all) }).toEqual({
          exitCode: 1,
          all: expect.stringContaining(
            `ConductorOne does not know exactly one ${what}. Check its spelling, or give it a name of its own.`,
          ),
        });
      });
    },
  );
}
