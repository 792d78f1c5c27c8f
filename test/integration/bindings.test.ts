import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bindings, generateBindings, type ProvidersSchema } from '../../src/providers/generate.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider } from '../peers/peers.ts';
import { providerMirror } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';

const committed = join(root, 'src', 'providers', 'conductorone');

test('the pinned provider is the one whose release is built', () => {
  expect(bindings.version).toBe(conductoroneProvider.version);
});

test('there is one file for the provider and for each resource and data source, and no other', async () => {
  expect(await readdir(committed)).toEqual([
    'access-review-template-setup.ts',
    'access-review-template.ts',
    'app-entitlement.ts',
    'app-owner.ts',
    'app.ts',
    'connector-credential.ts',
    'data-conductorone-app-entitlements.ts',
    'data-conductorone-apps.ts',
    'data-conductorone-policies.ts',
    'data-conductorone-risk-levels.ts',
    'data-conductorone-users.ts',
    'integration-baton.ts',
    'integration-confluence-v2.ts',
    'provider.ts',
  ]);
});

test('a schema without the provider is refused', async () => {
  await expect(generateBindings({ provider_schemas: {} })).rejects.toThrow(
    'No schema of registry.terraform.io/conductorone/conductorone in the input.',
  );
});

test('a schema that lacks what is used is refused, by its name', async () => {
  const provider = (resource_schemas: Readonly<Record<string, { readonly block: object }>>) => ({
    provider_schemas: {
      'registry.terraform.io/conductorone/conductorone': {
        provider: {},
        resource_schemas,
        data_source_schemas: {},
      },
    },
  });
  const [name = ''] = Object.keys(bindings.resources);
  await expect(generateBindings(provider({}))).rejects.toThrow(`The provider's schema has no ${name}.`);
  await expect(generateBindings(provider({ [name]: { block: { attributes: {} } } }))).rejects.toThrow(
    `The provider's ${name} has no `,
  );
});

const ofTenant = 'for a whole tenant, whichever connectors it has';
const ofOne = 'for one entitlement or resource at a time: those of Confluence come and go with its spaces';
const once = 'done once, and nothing to keep';
const roleSlug = 'wants a role_slug, for which no value is documented';
const notSynced = 'made by hand: what a connector syncs is not';

/** The provider's resources, but integrations, and our answer to each: used, or why not. */
const resources: Readonly<Record<string, string>> = {
  access_conflict: ofTenant,
  access_profile: ofTenant,
  access_profile_requestable_entries: ofTenant,
  access_profile_requestable_entry: ofTenant,
  access_profile_visibility_bindings: ofTenant,
  access_review: once,
  access_review_setup: once,
  access_review_template: 'used',
  access_review_template_setup: 'used',
  app: 'used',
  app_entitlement: 'used',
  app_entitlement_automation: ofOne,
  app_entitlement_monitor_binding: ofOne,
  app_entitlement_owner: ofOne,
  app_entitlement_owner_entitlement: ofOne,
  app_entitlement_owner_user: ofOne,
  app_entitlement_proxy_binding: ofOne,
  app_owner: 'used',
  app_owner_entitlement: roleSlug,
  app_owner_user: roleSlug,
  app_resource: notSynced,
  app_resource_owner: ofOne,
  app_resource_type: notSynced,
  automation: ofTenant,
  bundle_automation: ofTenant,
  compliance_framework: ofTenant,
  connector_credential: 'used',
  connector_owner_entitlement: roleSlug,
  connector_owner_user: roleSlug,
  custom_app_entitlement: notSynced,
  policy: ofTenant,
  request_schema: ofTenant,
  request_schema_entitlement_binding: ofOne,
  risk_level: ofTenant,
  vault: ofTenant,
  webhook: ofTenant,
};

describeWith([program('terraform'), built(conductoroneProvider)], 'the bindings', () => {
  let schema: ProvidersSchema;
  beforeAll(async () => {
    schema = await realSchema();
  });

  test('are what the schema of the real provider gives', async () => {
    for (const [name, text] of await generateBindings(schema)) {
      expect([name, await readFile(join(committed, name), 'utf8')]).toEqual([name, text]);
    }
  });

  test('are of each resource of the real provider, or there is a reason why not', () => {
    const [provider] = Object.values(schema.provider_schemas);
    const names = Object.keys(provider?.resource_schemas ?? {}).map((name) =>
      name.replace('conductorone_', ''),
    );
    const ofIntegrations = names.filter((name) => name.startsWith('integration_'));
    expect(names.filter((name) => !ofIntegrations.includes(name)).sort()).toEqual(
      Object.keys(resources).sort(),
    );
    const bound = Object.keys(bindings.resources).map((name) => name.replace('conductorone_', ''));
    expect(bound.filter((name) => !ofIntegrations.includes(name))).toEqual(
      Object.keys(resources).filter((name) => resources[name] === 'used'),
    );
    // The others are for other products, but for the first Confluence connector, which this one has replaced.
    expect(ofIntegrations).toEqual(
      expect.arrayContaining(['integration_baton', 'integration_confluence_v2']),
    );
    expect(bound.filter((name) => ofIntegrations.includes(name))).toEqual([
      'integration_baton',
      'integration_confluence_v2',
    ]);
  });
});

/** What the real provider says of itself. */
async function realSchema(): Promise<ProvidersSchema> {
  const folder = await temporaryFolder();
  const env = await providerMirror(folder);
  const { source, version } = bindings;
  const required = { conductorone: { source, version } };
  await writeFile(
    join(folder, 'main.tf.json'),
    JSON.stringify({ terraform: { required_providers: required } }),
  );
  const terraform = (...args: readonly string[]) => execa('terraform', args, { cwd: folder, env });
  await terraform('init', '-input=false');
  const { stdout } = await terraform('providers', 'schema', '-json');
  return JSON.parse(stdout);
}
