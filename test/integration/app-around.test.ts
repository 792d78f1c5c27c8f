import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Policy, User } from '../conductorone/tenant.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';
import { unfolded } from '../support/unfolded.ts';
import { around, hostings, providers, variables } from './around.ts';
import { World } from './world.ts';

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...providers], `the app around a connector, deployed by ${engine.name}`, () => {
    describe.each(Object.entries(hostings))('%s', (_, hosting) => {
      let world: World;
      let jo: User;
      let sam: User;
      let kim: User;
      let manager: Policy;

      beforeAll(async () => {
        world = await World.start({ engine });
        const { tenant } = world.conductorOne;
        [jo, sam, kim] = [
          tenant.addUser('jo@acme.com'),
          tenant.addUser('sam@acme.com'),
          tenant.addUser('kim@acme.com'),
        ];
        manager = tenant.addPolicy('Manager approval', 'GRANT');
        // Much like it, and never to be taken for it.
        tenant.addPolicy('Manager approval', 'CERTIFY');
        tenant.addPolicy('Manager approval, twice', 'GRANT');
      });
      afterAll(() => world.stop());

      const connector = around(() => world, hosting);
      const { deployed, plan, theApp } = connector;
      const described = (app: object) => connector.described({}, app);
      const full = { owners: ['jo@acme.com', 'sam@acme.com'], grantPolicy: 'manager approval' };

      test('is made with its owners, and a policy by its name', async () => {
        await described(full);
        await deployed();
        expect(theApp()).toMatchObject({
          ownerIds: [jo.id, sam.id],
          settings: { grantPolicyId: manager.id },
        });
        expect(await plan()).toEqual({});
      });

      test('stays as it is if the owners are named in another order', async () => {
        await described({ ...full, owners: ['sam@acme.com', jo.id] });
        expect(await plan()).toEqual({});
      });

      test('gets other owners, and nothing else changes', async () => {
        await described({ ...full, owners: ['kim@acme.com', 'sam@acme.com'] });
        expect(await plan()).toEqual({
          'conductorone_app_owner.app': 'delete+create',
          'terraform_data.app_app_owners': 'delete+create',
        });
        await deployed();
        expect(theApp().ownerIds).toEqual([kim.id, sam.id]);
        expect(await plan()).toEqual({});
      });

      test('keeps its owners when it gets other settings', async () => {
        await described({ ...full, owners: ['kim@acme.com', 'sam@acme.com'], description: 'All pages' });
        expect(await plan()).toEqual({ 'conductorone_app.app': 'update' });
        await deployed();
        expect(theApp()).toMatchObject({
          ownerIds: [kim.id, sam.id],
          settings: { description: 'All pages' },
        });
      });

      test('tells of owners that others have chosen, until they agree', async () => {
        const { tenant } = world.conductorOne;
        const warning = 'app: the app’s owners in ConductorOne are not those of its configuration';
        tenant.setOwners(theApp().id, []);
        expect(await deployed()).toContain(warning.replace('’', "'"));
        expect(theApp().ownerIds).toEqual([]);
        const again = ['-replace=conductorone_app_owner.app'];
        expect(await world.apply('confluence', variables, again)).toMatchObject({ exitCode: 0 });
        expect(theApp().ownerIds).toEqual([kim.id, sam.id]);
        expect(await deployed()).not.toContain(warning.replace('’', "'"));
      });

      test('takes another policy in place', async () => {
        const { tenant } = world.conductorOne;
        const auto = tenant.addPolicy(`Auto "approve" \${always}`, 'GRANT');
        await described({ grantPolicy: auto.displayName, description: 'All pages' });
        expect(await plan()).toEqual({
          'conductorone_app.app': 'update',
          'conductorone_app_owner.app': 'delete',
          'terraform_data.app_app_owners': 'delete',
        });
        await deployed();
        expect(theApp()).toMatchObject({ ownerIds: [], settings: { grantPolicyId: auto.id } });
      });

      test.each([
        ['is not there', 'Director approval'],
        ['is of another kind', 'Reviewer decides'],
        ['has the name of another', 'twice'],
      ])('is not changed if the policy %s', async (_why, grantPolicy) => {
        const { tenant } = world.conductorOne;
        tenant.addPolicy('Reviewer decides', 'CERTIFY');
        for (const name of ['Twice', 'twice']) tenant.addPolicy(name, 'GRANT');
        const before = theApp();
        await described({ grantPolicy });
        const { exitCode, all } = await world.apply('confluence', variables);
        expect({ exitCode, all: unfolded(all) }).toEqual({
          exitCode: 1,
          all: expect.stringContaining(
            `ConductorOne does not know exactly one grant policy with the display name "${grantPolicy}". Check its spelling, or use its id instead.`,
          ),
        });
        expect(theApp()).toEqual(before);
      });

      test('goes away with its owners', async () => {
        await described(full);
        await deployed();
        const { requests } = world.conductorOne;
        requests.length = 0;
        expect(await world.apply('confluence', variables, ['-destroy'])).toMatchObject({ exitCode: 0 });
        expect(world.conductorOne.tenant.apps.size).toBe(0);
        const deletions = requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
        expect(deletions).toContainEqual(expect.stringMatching(/\/owners$/));
        expect(deletions.at(-1)).toMatch(/^\/api\/v1\/apps\/[^/]+$/);
      });
    });
  });
}
