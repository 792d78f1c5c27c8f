import { z } from 'zod';
import { hasMovingTag, imagePattern, isVendorImage, vendorImage } from './image.ts';
import type { Problem } from './problem.ts';
import { quantityValue } from './quantity.ts';
import { shownValue } from './redact.ts';
import { connectorSchema } from './schema.ts';
import { valueAt } from './schema-path.ts';
import { cluster, resources, toleration } from './self-hosted.ts';
import { cloudSuffix, isCloudHost } from './site.ts';
import { nouns, validPairs, verbs } from './vocabulary.ts';

/**
 * A rule that spans several keys. It says which parts it reads and is checked wherever those parts are well
 * formed, whatever else is wrong, so that everything is reported at once. Paths are relative to its input.
 */
type Rule = (input: unknown, today: string) => readonly Problem[];

function rule<Parts>(
  reads: z.ZodType<Parts>,
  check: (parts: Parts, today: string) => readonly Problem[],
): Rule {
  return (input, today) => {
    const parts = reads.safeParse(input);
    return parts.success ? check(parts.data, today) : [];
  };
}

const problem = (path: readonly PropertyKey[], message: string): Problem => ({ path, message });

/** A problem whose message begins with the value. */
const problemWith = (path: readonly PropertyKey[], value: string, message: string): Problem =>
  problem(path, `${shownValue(path, value)}: ${message}`);

/** A problem of one connector, as one of the file. */
const inConnector = (index: number, { path, message }: Problem): Problem =>
  problem(['connectors', index, ...path], message);

const { shape } = connectorSchema;

/** A namespace that the connector itself makes. */
const createdNamespace = z
  .object({ name: z.string().default('conductorone'), create: z.literal(true).default(true) })
  .prefault({});

/** Days between two dates, both as YYYY-MM-DD. */
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Combinations within one connector that cannot work. */
const connectorErrors: readonly Rule[] = [
  rule(z.object({ site: shape.site, allowCustomHost: shape.allowCustomHost }), ({ site, allowCustomHost }) =>
    allowCustomHost || isCloudHost(site)
      ? []
      : [
          problemWith(
            ['site'],
            site,
            `not a host under ${cloudSuffix.slice(1)}. Write the Confluence Cloud host, or set allowCustomHost: true.`,
          ),
        ],
  ),
  rule(z.object({ cloudId: z.string(), hosting: z.object({ type: z.literal('cloud') }) }), () => [
    problem(
      ['cloudId'],
      'a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.',
    ),
  ]),
  rule(
    z.object({
      cloudId: z.string(),
      hosting: z.object({ type: z.literal('self-hosted'), image: z.string().default(vendorImage) }),
    }),
    ({ hosting: { image } }) =>
      isVendorImage(image)
        ? [
            problem(
              ['cloudId'],
              'the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.',
            ),
          ]
        : [],
  ),
  rule(
    z.object({
      apiKey: z.object({ variable: z.string() }),
      hosting: z.object({ delivery: z.literal('gitops') }),
    }),
    () => [
      problem(
        ['apiKey', 'variable'],
        'not used with delivery: gitops. Leave it out: hosting.secrets says where the API token comes from.',
      ),
    ],
  ),
  rule(z.object({ apiKey: z.object({ expires: z.iso.date() }) }), ({ apiKey: { expires } }, today) =>
    daysBetween(today, expires) < 0
      ? [
          problemWith(
            ['apiKey', 'expires'],
            expires,
            'the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.',
          ),
        ]
      : [],
  ),
  rule(
    z.object({
      hosting: z.object({
        entitlements: z.object({
          nouns: z.array(z.enum(nouns)).min(1).optional(),
          verbs: z.array(z.enum(verbs)).min(1).optional(),
        }),
      }),
    }),
    ({ hosting: { entitlements } }) =>
      validPairs(entitlements.nouns, entitlements.verbs).length > 0
        ? []
        : [
            problem(
              ['hosting', 'entitlements'],
              `these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: ${validPairs().join(', ')}.`,
            ),
          ],
  ),
  rule(
    z.object({
      hosting: z.object({ useRbac: z.literal(true), entitlements: z.record(z.string(), z.unknown()) }),
    }),
    ({ hosting: { entitlements } }) =>
      Object.keys(entitlements).length === 0
        ? []
        : [
            problem(
              ['hosting', 'entitlements'],
              'not used with useRbac: true, which syncs space roles instead. Leave out one of the two.',
            ),
          ],
  ),
  rule(
    z.object({ hosting: z.object({ resources }) }),
    ({
      hosting: {
        resources: { requests, limits },
      },
    }) =>
      (['cpu', 'memory'] as const)
        .filter((key) => quantityValue(requests[key]) > quantityValue(limits[key]))
        .map((key) =>
          problemWith(
            ['hosting', 'resources', 'requests', key],
            requests[key],
            `more than the limit, "${limits[key]}". Lower the request or raise resources.limits.${key}.`,
          ),
        ),
  ),
  rule(
    z.object({ hosting: z.object({ tolerations: z.array(z.unknown()) }) }),
    ({ hosting: { tolerations } }) =>
      tolerations.flatMap((element, index) => {
        const path = ['hosting', 'tolerations', index];
        const { data } = toleration.safeParse(element);
        if (!data) return [];
        const { key, operator, value, effect, tolerationSeconds } = data;
        return [
          ...(key === undefined && operator !== 'Exists'
            ? [problem(path, 'key is missing. Give key, or operator: Exists alone to tolerate every taint.')]
            : []),
          ...(value !== undefined && operator === 'Exists'
            ? [problem([...path, 'value'], 'not used with operator: Exists. Leave out one of the two.')]
            : []),
          ...(tolerationSeconds !== undefined && effect !== 'NoExecute'
            ? [problem([...path, 'tolerationSeconds'], 'needs effect: NoExecute. Set it, or leave this out.')]
            : []),
        ];
      }),
  ),
  noRepeats(['owners'], (owner) => owner.toLowerCase()),
  noRepeats(['hosting', 'entitlements', 'nouns']),
  noRepeats(['hosting', 'entitlements', 'verbs']),
  noRepeats(['hosting', 'imagePullSecrets']),
  noRepeats(['hosting', 'proxy', 'noProxy']),
];

/** What works but deserves a word. */
const connectorNotes: readonly Rule[] = [
  rule(z.object({ apiKey: z.object({ expires: z.iso.date() }) }), ({ apiKey: { expires } }, today) => {
    const days = daysBetween(today, expires);
    return days >= 0 && days < 30
      ? [
          problemWith(
            ['apiKey', 'expires'],
            expires,
            `the API token expires ${days === 0 ? 'today' : `in ${days} day${days === 1 ? '' : 's'}`}. Create a new one in time.`,
          ),
        ]
      : [];
  }),
];

/** What works today and may be another thing tomorrow: noted, and refused where strictness is asked for. */
const connectorDrift: readonly Rule[] = [
  rule(
    z.object({
      hosting: z.object({
        type: z.literal('self-hosted'),
        image: z.string().regex(imagePattern).optional(),
      }),
    }),
    ({ hosting: { image } }) =>
      image === undefined || hasMovingTag(image)
        ? [
            problem(
              ['hosting', 'image'],
              `${image ? shownValue(['image'], image) : 'the default image'}: its tag moves, so a restart may bring another version. Pin a full version or a digest.`,
            ),
          ]
        : [],
  ),
];

/** Combinations across the whole file that cannot work. */
const fileErrors: readonly Rule[] = [
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
    ({ hosting }) => JSON.stringify([hosting.cluster, hosting.namespace.name]),
    ({ hosting: { namespace } }) =>
      problemWith(
        ['hosting', 'namespace'],
        namespace.name,
        'another connector already makes this namespace. Set namespace.create to false here.',
      ),
  ),
];

/** What works across the file but deserves a word. */
const fileNotes: readonly Rule[] = [
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

/** A rule that a list of texts names nothing twice. */
function noRepeats(path: readonly string[], keyOf = (text: string) => text): Rule {
  return (input) => {
    const { data = [] } = z.array(z.string()).safeParse(valueAt(input, path));
    return repeated(data.map(keyOf)).map((index) =>
      problemWith([...path, index], data[index] as string, 'named twice. Remove one.'),
    );
  };
}

/** Indexes of the elements that have occurred before. */
function repeated(keys: readonly (string | undefined)[]): readonly number[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => {
    if (key === undefined) return [];
    const again = seen.has(key);
    seen.add(key);
    return again ? [index] : [];
  });
}

/** What keeps a connector from working. */
export function connectorErrorsOf(connector: unknown, today: string): readonly Problem[] {
  return connectorErrors.flatMap((check) => check(connector, today));
}

/** What keeps a configuration from working, beyond its shape. */
export function errorsOf(config: unknown, today: string): readonly Problem[] {
  return [...fileErrors.flatMap((check) => check(config, today)), ...ofEach(config, connectorErrors, today)];
}

/** What deserves a word though it works. */
export function notesOf(config: unknown, today: string): readonly Problem[] {
  return [...fileNotes.flatMap((check) => check(config, today)), ...ofEach(config, connectorNotes, today)];
}

/** What works today and may be another thing tomorrow. */
export function driftOf(config: unknown, today: string): readonly Problem[] {
  return ofEach(config, connectorDrift, today);
}

function ofEach(config: unknown, rules: readonly Rule[], today: string): readonly Problem[] {
  const { data } = z.object({ connectors: z.array(z.unknown()) }).safeParse(config);
  return (data?.connectors ?? []).flatMap((connector, index) =>
    rules.flatMap((check) => check(connector, today)).map((found) => inConnector(index, found)),
  );
}
