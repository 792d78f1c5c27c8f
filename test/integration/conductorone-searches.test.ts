import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { App } from '../conductorone/tenant.ts';
import { Workspace } from '../conductorone/workspace.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { describeWith } from '../support/programs.ts';

const needs = [terraform.need, built(conductoroneProvider), built(kubernetesProvider)];

describeWith(needs, 'ConductorOne’s searches, to the real provider,', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.start();
  });
  afterAll(() => workspace.stop());

  const find = async (type: string, search: object) => {
    const { errors } = await workspace.apply({
      data: { [type]: { found: search } },
      output: { found: { value: `\${data.${type}.found}`, sensitive: true } },
    });
    const { stdout } = await workspace.terraform('output', '-json', 'found');
    return { errors, found: JSON.parse(stdout) };
  };

  test('are read to their last page', async () => {
    const { tenant, requests } = workspace.conductorOne;
    const made = Array.from({ length: 21 }, (_, index) => tenant.addApp(`Confluence ${index}`));
    tenant.addApp('Jira');
    requests.length = 0;
    const search = { display_name: 'confluence', page_size: 10 };
    const { errors, found } = await find('conductorone_apps', search);
    expect(errors).toEqual([]);
    expect(found.list.map(({ id }: App) => id)).toEqual(made.map(({ id }) => id));
    const searches = requests.filter(({ path }) => path === '/api/v1/search/apps');
    expect(searches.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('find users by their e-mail address, and nobody by one that nobody has', async () => {
    const { tenant } = workspace.conductorOne;
    const jo = tenant.addUser('jo@acme.com');
    tenant.addUser('banjo@acme.com');
    const { found } = await find('conductorone_users', { email: 'Jo@acme.com', page_size: 100 });
    expect(found.list).toMatchObject([{ user: { id: jo.id, email: 'jo@acme.com' } }]);
    const none = await find('conductorone_users', { email: 'no@acme.com', page_size: 100 });
    expect(none).toMatchObject({ errors: [], found: { list: [] } });
  });

  test('for one give whichever comes first, and an error where there is none', async () => {
    const { tenant } = workspace.conductorOne;
    const [first] = [tenant.addApp('Twice'), tenant.addApp('twice')];
    const { found } = await find('conductorone_app', { display_name: 'twice' });
    expect(found).toMatchObject({ id: first.id, display_name: 'Twice' });
    const { errors } = await find('conductorone_user', { email: 'nobody@acme.com' });
    expect(errors).toMatchObject([{ summary: 'Unexpected response from API' }]);
  });
});
