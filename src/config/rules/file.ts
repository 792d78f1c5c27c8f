import * as z from 'zod';
import { clusterKey } from '../derived/namespaces.ts';
import { cluster } from '../schema/cluster.ts';
import { connectorSchema } from '../schema/config.ts';
import { inConnector, type ProblemWithValue, problemWithValue, type Rule, repeated, rule } from './rule.ts';

const { shape } = connectorSchema;

/** A namespace that the connector itself makes. */
const createdNamespace = z
  .object({ name: z.string().default('conductorone'), create: z.literal(true).default(true) })
  .prefault({});

/** Refuses neither or both of the ways to name the tenant. */
const tenantOrServerUrl = rule(
  z.object({
    conductorone: z.object({ tenant: z.string().optional(), serverUrl: z.string().optional() }),
  }),
  ({ conductorone: { tenant, serverUrl } }) => {
    if ((tenant === undefined) !== (serverUrl === undefined)) return [];
    return [
      {
        code: 'exactly-one-required',
        path: ['conductorone'],
        message: `${tenant !== undefined ? 'tenant and serverUrl exclude each other' : 'one of tenant, serverUrl is missing'}. Give tenant: acme for https://acme.conductor.one, or serverUrl.`,
      },
    ];
  },
);

/** Refuses two connectors of one name. */
const repeatedName = refuseShared(
  z.object({ name: shape.name }),
  ({ name }) => name,
  ({ name }) => ({
    code: 'duplicate',
    path: ['name'],
    value: name,
    message: 'two connectors have this name. Give each a name of its own.',
  }),
);

/** Refuses two new apps of one name. */
const repeatedApp = refuseShared(
  z.object({ app: z.object({ create: z.object({ displayName: z.string() }) }) }),
  ({ app }) => app.create.displayName,
  ({ app }) => ({
    code: 'duplicate',
    path: ['app', 'create', 'displayName'],
    value: app.create.displayName,
    message:
      'another connector makes an app of this name. Choose another name, or use app: { existing: … } with that app.',
  }),
);

/** Refuses rules of two connectors for one app: each would take back what the other sets. */
const rulesForAppTwice = refuseShared(
  z.object({
    rules: z.array(z.unknown()).min(1),
    app: z.object({
      existing: z.object({ id: z.string().optional(), displayName: z.string().optional() }),
    }),
  }),
  ({ app: { existing } }) => existing.id ?? `named ${existing.displayName?.toLowerCase()}`,
  ({ app: { existing } }) => ({
    code: 'rules-for-app-twice',
    path: ['rules'],
    value: existing.id ?? existing.displayName ?? '',
    message: 'another connector has rules for this app. Write all of them there.',
  }),
);

/** Refuses two connectors that create one namespace in one cluster. */
const namespaceCreatedTwice = refuseShared(
  z.object({
    hosting: z.object({ delivery: z.literal('terraform'), cluster, namespace: createdNamespace }),
  }),
  ({ hosting }) => JSON.stringify([clusterKey(hosting.cluster), hosting.namespace.name]),
  ({ hosting: { namespace } }) => ({
    code: 'namespace-created-twice',
    path: ['hosting', 'namespace'],
    value: namespace.name,
    message: 'another connector already makes this namespace. Set namespace.create to false here.',
  }),
);

/** Notes manifests of two connectors that create the same namespace: which clusters they go to is not known. */
const namespaceMayBeCreatedTwice = refuseShared(
  z.object({ hosting: z.object({ delivery: z.literal('gitops'), namespace: createdNamespace }) }),
  ({ hosting }) => hosting.namespace.name,
  ({ hosting: { namespace } }) => ({
    code: 'namespace-may-be-created-twice',
    path: ['hosting', 'namespace'],
    value: namespace.name,
    message:
      'another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here.',
  }),
);

/** Combinations across the whole file that cannot work. */
export const fileErrors: readonly Rule[] = [
  tenantOrServerUrl,
  repeatedName,
  repeatedApp,
  rulesForAppTwice,
  namespaceCreatedTwice,
];

/** What works across the file but deserves a word. */
export const fileNotes: readonly Rule[] = [namespaceMayBeCreatedTwice];

/** A rule that no two connectors share a key. `complain` names a path within the second connector. */
function refuseShared<Parts>(
  reads: z.ZodType<Parts>,
  keyOf: (parts: Parts) => string,
  complain: (parts: Parts) => ProblemWithValue,
): Rule {
  return rule(z.object({ connectors: z.array(z.unknown()) }), ({ connectors }) => {
    const parsed = connectors.map((connector) => reads.safeParse(connector).data);
    return repeated(parsed.map((parts) => parts && keyOf(parts))).flatMap((index) => {
      const parts = parsed[index];
      return parts === undefined ? [] : [inConnector(index, problemWithValue(complain(parts)))];
    });
  });
}
