import * as z from 'zod';
import { clusterKey } from '../derived/namespaces.ts';
import type { Problem } from '../loading/problem.ts';
import { connectorSchema } from '../schema/config.ts';
import { cluster } from '../schema/self-hosted.ts';
import { inConnector, problem, problemWith, type Rule, repeated, rule } from './rule.ts';

const { shape } = connectorSchema;

/** A namespace that the connector itself makes. */
const createdNamespace = z
  .object({ name: z.string().default('conductorone'), create: z.literal(true).default(true) })
  .prefault({});

/** Combinations across the whole file that cannot work. */
export const fileErrors: readonly Rule[] = [
  rule(
    z.object({
      conductorone: z.object({ tenant: z.string().optional(), serverUrl: z.string().optional() }),
    }),
    ({ conductorone: { tenant, serverUrl } }) => {
      if ((tenant === undefined) !== (serverUrl === undefined)) return [];
      return [
        problem(
          ['conductorone'],
          `${tenant !== undefined ? 'tenant and serverUrl exclude each other' : 'one of tenant, serverUrl is missing'}. Give tenant: acme for https://acme.conductor.one, or serverUrl.`,
        ),
      ];
    },
  ),
  unique(
    z.object({ name: shape.name }),
    ({ name }) => name,
    ({ name }) => problemWith(['name'], name, 'two connectors have this name. Give each a name of its own.'),
  ),
  unique(
    z.object({ app: z.object({ create: z.object({ displayName: z.string() }) }) }),
    ({ app }) => app.create.displayName,
    ({ app }) =>
      problemWith(
        ['app', 'create', 'displayName'],
        app.create.displayName,
        'another connector makes an app of this name. Choose another name, or use app: { existing: … } with that app.',
      ),
  ),
  unique(
    z.object({
      hosting: z.object({ delivery: z.literal('terraform'), cluster, namespace: createdNamespace }),
    }),
    ({ hosting }) => JSON.stringify([clusterKey(hosting.cluster), hosting.namespace.name]),
    ({ hosting: { namespace } }) =>
      problemWith(
        ['hosting', 'namespace'],
        namespace.name,
        'another connector already makes this namespace. Set namespace.create to false here.',
      ),
  ),
];

/** What works across the file but deserves a word. */
export const fileNotes: readonly Rule[] = [
  unique(
    z.object({ hosting: z.object({ delivery: z.literal('gitops'), namespace: createdNamespace }) }),
    ({ hosting }) => hosting.namespace.name,
    ({ hosting: { namespace } }) =>
      problemWith(
        ['hosting', 'namespace'],
        namespace.name,
        'another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here.',
      ),
  ),
];

/** A rule that no two connectors share a key. `complain` names a path within the second connector. */
function unique<Parts>(
  reads: z.ZodType<Parts>,
  keyOf: (parts: Parts) => string,
  complain: (parts: Parts) => Problem,
): Rule {
  return rule(z.object({ connectors: z.array(z.unknown()) }), ({ connectors }) => {
    const parsed = connectors.map((connector) => reads.safeParse(connector).data);
    return repeated(parsed.map((parts) => parts && keyOf(parts))).flatMap((index) => {
      const parts = parsed[index];
      return parts === undefined ? [] : [inConnector(index, complain(parts))];
    });
  });
}
