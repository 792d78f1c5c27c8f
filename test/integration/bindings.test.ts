import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bindings, generateBindings } from '../../src/providers/generate.ts';
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

describeWith([program('terraform'), built(conductoroneProvider)], 'the bindings', () => {
  test('are what the schema of the real provider gives', async () => {
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
    const generated = await generateBindings(JSON.parse(stdout));
    for (const [name, text] of generated) {
      expect([name, await readFile(join(committed, name), 'utf8')]).toEqual([name, text]);
    }
  });
});
