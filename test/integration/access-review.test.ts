import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import type { Policy, User } from '../conductorone/tenant.ts';
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
    `the review of a ${kind} connector, deployed by ${engine.name}`,
    () => {
      let world: World;
      let jo: User;
      let sam: User;
      let reviewer: Policy;

      beforeAll(async () => {
        world = await World.start({ engine });
        const { tenant } = world.conductorOne;
        [jo, sam] = [tenant.addUser('jo@acme.com'), tenant.addUser('sam@acme.com')];
        reviewer = tenant.addPolicy('Reviewer decides', 'CERTIFY');
      });
      afterAll(() => world.stop());

      const full = {
        displayName: 'Access to $' + '{Confluence}',
        owners: ['jo@acme.com'],
        every: 'quarter',
        starts: '2027-01-15',
        days: 14,
        policy: 'reviewer decides',
        description: 'Who may do what in which space',
      } as const satisfies ConnectorInput['review'];
      const connector = around(() => world, hostings[kind]);
      const { deployed, plan, theApp } = connector;
      const described = (review: ConnectorInput['review'], app?: object) =>
        connector.described(review ? { review } : {}, app);
      const theReview = () => {
        const [review, ...others] = [...world.conductorOne.tenant.reviewTemplates.values()];
        expect(others).toEqual([]);
        if (!review) throw new Error('There is no review.');
        return review;
      };
      const template = 'conductorone_access_review_template.confluence';
      const setup = 'conductorone_access_review_template_setup.confluence[0]';
      const live = () =>
        [...world.conductorOne.tenant.entitlements.values()]
          .filter(({ appId, deletedAt }) => appId === theApp().id && !deletedAt)
          .map(({ id }) => id);

      test('is made before the first sync, of nothing yet', async () => {
        await described(full);
        await deployed();
        expect(theReview()).toMatchObject({
          ownerIds: [jo.id],
          settings: {
            displayName: 'Access to $' + '{Confluence}',
            description: 'Who may do what in which space',
            recurrenceRule: {
              frequency: 'FREQUENCY_MONTHLY',
              interval: 3,
              startDate: expect.stringMatching(/^2027-01-15T00:00:00(?:\.0+)?Z$/),
            },
            accessReviewDuration: '1209600s',
            isCampaignScheduleEnabled: true,
            autoStartCampaign: true,
            policyId: reviewer.id,
            scopeType: 'ACCESS_REVIEW_SCOPE_TYPE_BY_ENTITLEMENTS',
          },
          entitlementIds: [],
        });
        expect(await plan()).toEqual({});
      });

      test('is of the app’s entitlements once they are synced, and of no others', async () => {
        const { tenant } = world.conductorOne;
        for (const name of ['Docs', 'Labs']) tenant.addSpace(theApp().id, name, slugs);
        tenant.addSpace(tenant.addApp('Confluence staging').id, 'Docs', slugs);
        expect(await plan()).toEqual({ [setup]: 'create' });
        await deployed();
        expect(theReview().entitlementIds).toEqual(live());
        expect(theReview().settings['scope']).toEqual({ specificResources: {} });
        expect(await plan()).toEqual({});
      });

      test('follows spaces that come and go, in place', async () => {
        const { tenant } = world.conductorOne;
        tenant.addSpace(theApp().id, 'News', slugs);
        tenant.deleteEntitlement(live()[0] ?? '');
        expect(await plan()).toEqual({ [setup]: 'update' });
        await deployed();
        expect(theReview().entitlementIds).toEqual(live());
        expect(await plan()).toEqual({});
      });

      test('is changed in place, and stays as it is when its app changes', async () => {
        const { id } = theReview();
        await described({ ...full, every: 'year', days: 30 }, { description: 'All pages' });
        const planned = await plan();
        expect(planned).toMatchObject({ [template]: 'update', 'conductorone_app.app': 'update' });
        expect(Object.values(planned)).toEqual(Object.values(planned).map(() => 'update'));
        await deployed();
        expect(theReview()).toMatchObject({
          id,
          entitlementIds: live(),
          settings: {
            recurrenceRule: { frequency: 'FREQUENCY_YEARLY', interval: 1 },
            accessReviewDuration: '2592000s',
            scope: { specificResources: {} },
          },
        });
        expect(await plan()).toEqual({});
      });

      test('may be of some permissions only', async () => {
        await described({ ...full, permissions: ['administer-space', 'create-page'] });
        await deployed();
        const { entitlements } = world.conductorOne.tenant;
        const reviewed = theReview().entitlementIds.map((id) => entitlements.get(id)?.slug);
        expect(new Set(reviewed)).toEqual(new Set(['administer-space', 'create-page']));
        expect(await plan()).toEqual({});
      });

      test('is replaced if it gets other owners, which the provider cannot change', async () => {
        const { id } = theReview();
        await described({ ...full, owners: ['sam@acme.com', jo.id] });
        expect(await plan()).toMatchObject({ [template]: 'delete+create' });
        await deployed();
        expect(new Set(theReview().ownerIds)).toEqual(new Set([jo.id, sam.id]));
        expect(theReview().id).not.toBe(id);
        expect(theReview().entitlementIds).toEqual(live());
        expect(await plan()).toEqual({});
        await described({ ...full, owners: ['jo@acme.com', sam.id] });
        expect(await plan()).toEqual({});
      });

      test('is made anew if somebody has deleted it', async () => {
        world.conductorOne.tenant.reviewTemplates.clear();
        await described({ ...full, owners: [jo.id, 'sam@acme.com'] });
        await deployed();
        expect(theReview().entitlementIds).toEqual(live());
        expect(await plan()).toEqual({});
      });

      test('is not of another app of the same name', async () => {
        const { tenant } = world.conductorOne;
        const other = tenant.addApp('confluence').id;
        tenant.addSpace(other, 'Docs', slugs);
        const { exitCode, all } = await world.apply('confluence', variables);
        expect({ exitCode, all: unfolded(all) }).toEqual({
          exitCode: 1,
          all: expect.stringContaining('ConductorOne has another app of the same name'),
        });
        expect(theReview().entitlementIds).toEqual(live());
        tenant.deleteApp(other);
      });

      test('goes away, also with its connector', async () => {
        await described(undefined);
        await deployed();
        expect(world.conductorOne.tenant.reviewTemplates.size).toBe(0);
        await described(full);
        await deployed();
        expect(theReview().entitlementIds).toEqual(live());
        expect(await world.apply('confluence', variables, ['-destroy'])).toMatchObject({ exitCode: 0 });
        expect(world.conductorOne.tenant.reviewTemplates.size).toBe(0);
      });
    },
  );
}
