import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../conductorone/faults.ts';
import { Workspace } from '../conductorone/workspace.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';

const needs = [terraform.need, built(conductoroneProvider), built(kubernetesProvider)];

const app = 'conductorone_app.wiki';

describeWith(needs, 'the real provider, on a fault of ConductorOne,', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.start();
  });
  beforeEach(async () => {
    workspace.conductorOne.requests.length = 0;
    await workspace.configure({ resource: { conductorone_app: { wiki: { display_name: 'Confluence' } } } });
  });
  afterEach(() => workspace.destroy(), 60_000);
  afterAll(() => workspace.stop());

  const creating = { method: 'POST', path: /^\/api\/v1\/apps$/ };
  const reading = { method: 'GET', path: /^\/api\/v1\/apps\/[^/]+$/ };
  const loggingIn = { method: 'POST', path: /^\/auth\/v1\/token$/ };
  const made = { changes: { [app]: 'create' }, errors: [] };
  /** What the test's matching requests were answered. */
  const answers = ({ method, path }: Pick<Fault, 'method' | 'path'>) =>
    workspace.conductorOne.requests
      .filter((request) => request.method === method && path.test(request.path))
      .map(({ status }) => status);

  test.each([401, 403, 404, 409, 500])(
    'answer %i, fails at once, in ConductorOne’s words',
    async (status) => {
      workspace.conductorOne.inject({ ...creating, status });
      const { errors } = await workspace.apply();
      const detail = expect.stringMatching(`Status ${status}\n.*"injected fault ${status}"`);
      expect(errors).toMatchObject([{ address: app, summary: 'failure to invoke API', detail }]);
      expect(answers(creating)).toEqual([status]);
      expect(await workspace.apply()).toEqual(made);
      expect(workspace.conductorOne.tenant.apps.size).toBe(1);
    },
  );

  test.each([401, 403, 409, 500])('answer %i to a read, leaves the state alone', async (status) => {
    await workspace.apply();
    const before = await workspace.state();
    expect(before).toHaveProperty([app]);
    workspace.conductorOne.inject({ ...reading, status });
    const { errors } = await workspace.apply();
    expect(errors).toMatchObject([{ address: app, detail: expect.stringContaining(`Status ${status}`) }]);
    expect(await workspace.state()).toEqual(before);
  });

  test.each([
    ['a call', creating],
    ['the login', loggingIn],
  ])('answer 429 to %s, comes again as asked', async (_, request) => {
    const headers = { 'retry-after': '1' };
    workspace.conductorOne.inject({ ...request, status: 429, headers, times: 2 });
    expect(await workspace.apply()).toEqual(made);
    expect(answers(request)).toEqual([429, 429, 200]);
  });

  test('answer 429 without end, gives up', async () => {
    workspace.conductorOne.inject({ ...creating, status: 429, headers: { 'retry-after': '1' }, times: 6 });
    const { errors } = await workspace.apply();
    expect(errors).toMatchObject([{ address: app, detail: expect.stringContaining('Status 429') }]);
    expect(answers(creating)).toEqual([429, 429, 429, 429, 429, 429]);
  });

  test('a refused login, says so and calls nothing', async () => {
    workspace.conductorOne.inject({ ...loggingIn, status: 401 });
    const { errors } = await workspace.apply();
    expect(errors).toMatchObject([
      { address: app, detail: expect.stringContaining('failed to get token: 401') },
    ]);
    expect(answers(creating)).toEqual([]);
  });

  test('a slow answer, waits', async () => {
    workspace.conductorOne.inject({ ...creating, delay: 3_000 });
    expect(await workspace.apply()).toEqual(made);
    expect(answers(creating)).toEqual([200]);
    expect(workspace.conductorOne.tenant.apps.size).toBe(1);
  });

  test('a cut connection, fails without another try', async () => {
    workspace.conductorOne.inject({ ...creating, status: 'cut' });
    const { errors } = await workspace.apply();
    const detail = expect.stringMatching(/error sending request.*EOF/);
    expect(errors).toMatchObject([{ address: app, summary: 'failure to invoke API', detail }]);
    expect(answers(creating)).toEqual(['cut']);
    expect(await workspace.apply()).toEqual(made);
  });
});
