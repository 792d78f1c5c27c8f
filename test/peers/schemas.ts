import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';

type Schema = { readonly [key: string]: unknown };

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * Writes what an API server says of its kinds as JSON Schemas for kubeconform, in which no field is allowed that the
 * API does not have.
 * @param kinds those to write
 * @returns kubeconform's name for where they are
 */
export async function writeSchemas(
  cluster: Cluster,
  kinds: readonly string[],
  folder: string,
): Promise<string> {
  const { stdout } = await cluster.kubectl('get', '--raw', '/openapi/v2');
  const definitions = strict(JSON.parse(stdout).definitions) as Readonly<Record<string, Schema>>;
  for (const [name, definition] of Object.entries(definitions)) {
    const known = (definition['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[];
    for (const { group, version, kind } of known.filter(({ kind }) => kinds.includes(kind))) {
      const parts = [kind.toLowerCase(), group.split('.')[0], version].filter(Boolean);
      const schema = { $ref: `#/definitions/${name}`, definitions };
      await writeFile(join(folder, `${parts.join('-')}.json`), JSON.stringify(schema));
    }
  }
  return join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
}

/** A tree of schemas without the liberties of OpenAPI, and with those that Kubernetes takes. */
function strict(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(strict);
  if (typeof tree !== 'object' || tree === null) return tree;
  const schema = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, strict(value)]));
  if (schema['format'] === 'int-or-string') return { oneOf: [{ type: 'string' }, { type: 'integer' }] };
  const closed =
    typeof schema['properties'] === 'object' &&
    schema['type'] === 'object' &&
    schema['additionalProperties'] === undefined &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true;
  return closed ? { ...schema, additionalProperties: false } : schema;
}
