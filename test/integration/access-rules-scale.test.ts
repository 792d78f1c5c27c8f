import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';
import { providers, variables } from './around.ts';
import { HttpState } from './http-state.ts';
import { World } from './world.ts';

const needs = [terraform.need, ...providers];
/** Of 5,000, it is the same and takes minutes. */
const spaces = 1_000;

describeWith(needs, 'a rule for many spaces', () => {
  let world: World;
  let state: HttpState;
  beforeAll(async () => {
    world = await World.start();
    state = await HttpState.start();
    world.state = { backend: 'http', settings: { address: state.address } };
    await world.describe({
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      rules: [{ verb: 'administer', noun: 'space', maxDuration: '8h' }],
      hosting: { type: 'cloud' },
    });
    expect(await world.apply('confluence', variables)).toMatchObject({ exitCode: 0 });
    const { tenant } = world.conductorOne;
    const [app] = [...tenant.apps.values()];
    for (let index = 0; index < spaces; index += 1)
      tenant.addSpace(app?.id ?? '', `Space ${index}`, ['administer-space']);
  });
  afterAll(() => Promise.all([world.stop(), state.stop()]));

  test('reads every page, and sets each once', async () => {
    const { tenant, requests } = world.conductorOne;
    requests.length = 0;
    const { exitCode, all } = await world.apply('confluence', variables);
    expect({ exitCode, all: all.slice(-2_000) }).toMatchObject({ exitCode: 0 });
    const searches = requests.filter(({ path }) => path === '/api/v1/search/entitlements');
    expect(searches).toHaveLength(spaces / 100);
    const settings = [...tenant.entitlements.values()].map((one) => one.settings['durationGrant']);
    expect(settings).toEqual(Array(spaces).fill('28800s'));
  });

  test('is not planned again, and a space more is all that a plan has', async () => {
    const { tenant } = world.conductorOne;
    expect(await world.plan('confluence', variables)).toEqual({});
    const [app] = [...tenant.apps.values()];
    const [added] = tenant.addSpace(app?.id ?? '', 'One more', ['administer-space']);
    expect(await world.plan('confluence', variables)).toEqual({
      [`conductorone_app_entitlement.confluence_administer-space["${added?.id}"]`]: 'create',
    });
  });

  test('goes away', async () => {
    const { exitCode, all } = await world.apply('confluence', variables, ['-destroy']);
    expect({ exitCode, all: all.slice(-2_000) }).toMatchObject({ exitCode: 0 });
    expect(world.conductorOne.tenant.apps.size).toBe(0);
  });
});
