import * as z from 'zod';
import { knownKeys, schemaAt } from './schema-path.ts';

/** Where a key belongs that people write elsewhere. */
interface Home {
  /** The keys from the connector to the mapping that it belongs to. */
  readonly path: readonly string[];
  /** What is said if this connector has no such key: of which kind a connector is that has it. */
  readonly otherwise: string;
}

const selfHosted = (cloud: string): Home => ({
  path: ['hosting'],
  otherwise: `It belongs to the hosting of a self-hosted connector; the cloud-hosted one ${cloud}: use hosting: { type: self-hosted }.`,
});

const delivery = (otherwise: string): Home => ({
  path: ['hosting'],
  otherwise: `It belongs to delivery: ${otherwise}`,
});

const syncsDefaults = 'always syncs the default set';

const entitlements: Home = {
  path: ['hosting', 'entitlements'],
  otherwise: `It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one ${syncsDefaults}.`,
};

const homes: ReadonlyMap<string, Home> = new Map([
  ['nouns', entitlements],
  ['verbs', entitlements],
  ['entitlements', selfHosted(syncsDefaults)],
  ['useRbac', selfHosted('syncs space permissions only')],
  ['provisioning', selfHosted('does not provision')],
  ['cluster', delivery('terraform; with delivery: gitops, the GitOps tool knows the cluster.')],
  ['secrets', delivery('gitops; with delivery: terraform, the secrets are Terraform variables.')],
  ['manifests', delivery('terraform; delivery: gitops always writes them.')],
  ['rolloutTimeout', delivery('terraform; with delivery: gitops, the GitOps tool watches the rollout.')],
]);

/**
 * Where an unknown key belongs, if people are known to misplace it.
 * @param root the schema of the whole input
 * @param path where the key is written
 */
export function homeOf(
  root: z.core.$ZodType,
  input: unknown,
  path: readonly PropertyKey[],
  key: string,
): string | undefined {
  const home = homes.get(key);
  if (!home) return undefined;
  // Typed props are a connector by themselves.
  const connector = path[0] === 'connectors' ? path.slice(0, 2) : [];
  const mapping = schemaAt(root, input, [...connector, ...home.path]);
  if (!mapping || !knownKeys(mapping).includes(key)) return home.otherwise;
  const schema = schemaAt(root, input, [...connector, ...home.path, key]);
  const innermost = `${key}: ${schema instanceof z.ZodArray ? '[…]' : '…'}`;
  const written = home.path.reduceRight((inner, name) => `${name}: { ${inner} }`, innermost);
  return `It belongs to ${home.path.join('.')}. Write ${written}.`;
}
