import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConstructsMakerProviderTarget, Language, TerraformProviderConstraint } from '@cdktf/commons';
import { CodeMaker, TerraformProviderGenerator } from '@cdktf/provider-generator';

/** The provider, its version, and the parts of it that this project uses. */
export const bindings = {
  source: 'conductorone/conductorone',
  version: '1.5.0',
  resources: {
    conductorone_access_review_template: [
      'access_review_duration',
      'auto_start_campaign',
      'description',
      'display_name',
      'id',
      'is_campaign_schedule_enabled',
      'owner_ids',
      'policy_id',
      'recurrence_rule',
      'review_instructions',
      'scope_type',
    ],
    conductorone_access_review_template_setup: ['access_review_template_id', 'entitlements'],
    conductorone_app: 'all',
    conductorone_app_entitlement: [
      'app_id',
      'certify_policy_id',
      'duration_grant',
      'emergency_grant_enabled',
      'emergency_grant_policy_id',
      'grant_policy_id',
      'id',
      'revoke_policy_id',
      'risk_level_value_id',
    ],
    conductorone_app_owner: 'all',
    conductorone_connector_credential: 'all',
    conductorone_integration_baton: 'all',
    conductorone_integration_confluence_v2: 'all',
  },
  dataSources: {
    conductorone_app_entitlements: ['app_ids', 'page_size', 'query'],
    conductorone_apps: 'all',
    conductorone_policies: ['display_name', 'page_size', 'policy_types'],
    conductorone_risk_levels: ['page_size'],
    conductorone_users: 'all',
  },
} as const satisfies Readonly<Record<string, string | Parts>>;

/** Resources or data sources, and which of their attributes are bound: some have thousands. */
type Parts = Readonly<Record<string, 'all' | readonly string[]>>;

/** What `terraform providers schema -json` prints, as far as it is read here. */
export interface ProvidersSchema {
  readonly provider_schemas: Readonly<Record<string, ProviderSchema>>;
}

interface ProviderSchema {
  readonly provider: object;
  readonly resource_schemas: Schemas;
  readonly data_source_schemas: Schemas;
}

type Schemas = Readonly<Record<string, Schema>>;

interface Schema {
  readonly block: { readonly attributes?: Readonly<Record<string, object>> };
}

/**
 * Generates the bindings from the provider's own schema.
 * @returns the TypeScript sources by file name
 * @throws Error naming what the schema lacks
 */
export async function generateBindings(schema: ProvidersSchema): Promise<ReadonlyMap<string, string>> {
  const key = `registry.terraform.io/${bindings.source}`;
  const provider = schema.provider_schemas[key];
  if (!provider) throw new Error(`No schema of ${key} in the input.`);
  const used = {
    format_version: '1.0',
    provider_schemas: {
      [key]: {
        provider: provider.provider,
        resource_schemas: pick(provider.resource_schemas, bindings.resources),
        data_source_schemas: pick(provider.data_source_schemas, bindings.dataSources),
      },
    },
  };
  const code = new CodeMaker();
  const generator = new TerraformProviderGenerator(code, used as never);
  const constraint = new TerraformProviderConstraint(`${bindings.source}@${bindings.version}`);
  generator.generate(new ConstructsMakerProviderTarget(constraint, Language.TYPESCRIPT));
  const folder = await mkdtemp(join(tmpdir(), 'bindings-'));
  try {
    await code.save(folder);
    const names = [
      'provider',
      ...Object.keys(bindings.resources).map((name) => name.replace(/^conductorone_/, '')),
      ...Object.keys(bindings.dataSources).map((name) => `data_${name}`),
    ].map((name) => name.replaceAll('_', '-'));
    const sources = names.map(async (name) => {
      const source = await readFile(join(folder, 'providers', 'conductorone', name, 'index.ts'), 'utf8');
      return [`${name}.ts`, adapt(source)] as const;
    });
    return new Map(await Promise.all(sources));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function pick(schemas: Schemas, parts: Parts): Schemas {
  return Object.fromEntries(
    Object.entries(parts).map(([name, bound]) => {
      const schema = schemas[name];
      if (!schema) throw new Error(`The provider's schema has no ${name}.`);
      return [name, bound === 'all' ? schema : withAttributes(name, schema, bound)];
    }),
  );
}

function withAttributes(name: string, schema: Schema, bound: readonly string[]): Schema {
  const attributes = bound.map((key) => {
    const attribute = schema.block.attributes?.[key];
    if (!attribute) throw new Error(`The provider's ${name} has no ${key}.`);
    return [key, attribute] as const;
  });
  return { ...schema, block: { ...schema.block, attributes: Object.fromEntries(attributes) } };
}

/** The generator writes for compiled CommonJS; this makes its sources run as they stand. */
function adapt(source: string): string {
  const header = '// @ts-nocheck generated by src/providers/generate.ts; do not edit\n';
  const erasable = source
    .replace("import { Construct } from 'constructs'", "import type { Construct } from 'constructs'")
    // Parameter properties that the base class sets as well.
    .replace(/\bprotected (terraformResource|terraformAttribute|wrapsSet):/g, '$1:');
  return header + erasable;
}

/** `terraform providers schema -json | node src/providers/generate.ts` writes the bindings anew. */
async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'conductorone');
  const sources = await generateBindings(JSON.parse(await readFile('/dev/stdin', 'utf8')));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, source] of sources) await writeFile(join(folder, name), source);
}

if (import.meta.main) await main();
