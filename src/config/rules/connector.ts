import * as z from 'zod';
import { daysBetween } from '../day.ts';
import type { Problem } from '../loading/problem.ts';
import { shownValue } from '../loading/redact.ts';
import { valueAt } from '../loading/schema-path.ts';
import { connectorSchema } from '../schema/config.ts';
import {
  bundled,
  bundledImage,
  hasMovingTag,
  imagePattern,
  isVendorImage,
  vendorImage,
} from '../schema/image.ts';
import { toleration } from '../schema/pod-settings.ts';
import { quantityValue } from '../schema/quantity.ts';
import { resources, resourcesFor } from '../schema/resources.ts';
import { cloudSuffix, isCloudHost } from '../schema/site.ts';
import { nouns, validPairs, verbs } from '../vocabulary.ts';
import { envErrors } from './env.ts';
import { intendedHost } from './misspelt-host.ts';
import { podErrors } from './pod.ts';
import { problem, problemWith, type Rule, repeated, rule } from './rule.ts';

const { shape } = connectorSchema;

/** Combinations within one connector that cannot work. */
export const connectorErrors: readonly Rule[] = [
  rule(z.object({ site: shape.site, allowCustomHost: shape.allowCustomHost }), ({ site, allowCustomHost }) =>
    siteProblems(site, allowCustomHost),
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
  rule(
    z.object({
      name: shape.name,
      hosting: z.object({ secrets: z.object({ from: z.literal('file'), path: z.string() }) }),
    }),
    ({ name, hosting: { secrets } }) =>
      /^(?:kustomization\.\w+|namespace\.yaml|template\/.*)$/i.test(secrets.path) ||
      secrets.path === `baton-${name}.yaml`
        ? [
            problemWith(
              ['hosting', 'secrets', 'path'],
              secrets.path,
              'rendering writes this file itself. Choose another name, or leave path out.',
            ),
          ]
        : [],
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
    z.object({ hosting: z.object({ image: z.string().default(vendorImage), resources }) }),
    ({ hosting: { image, resources: written } }) => {
      const { requests, limits } = resourcesFor(image, written);
      return (['cpu', 'memory', 'ephemeral-storage'] as const).flatMap((key) => {
        const [request, limit] = [requests[key], limits[key]];
        if (request === undefined || limit === undefined) return [];
        return quantityValue(request) <= quantityValue(limit)
          ? []
          : [
              problemWith(
                ['hosting', 'resources', 'requests', key],
                request,
                `more than the limit, "${limit}". Lower the request or raise resources.limits.${key}.`,
              ),
            ];
      });
    },
  ),
  rule(
    z.object({
      hosting: z.object({ networkPolicy: z.literal(false), egressPorts: z.array(z.unknown()).min(1) }),
    }),
    () => [
      problem(
        ['hosting', 'egressPorts'],
        'not used with networkPolicy: false, which closes no port. Leave out one of the two.',
      ),
    ],
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
  rule(
    z.object({
      hosting: z.object({
        namespace: z.object({ create: z.literal(false), podSecurity: z.enum(['baseline', 'privileged']) }),
      }),
    }),
    () => [
      problem(
        ['hosting', 'namespace', 'podSecurity'],
        'not used with create: false: the owner of the namespace sets its level. Leave out one of the two.',
      ),
    ],
  ),
  ...podErrors,
  ...envErrors,
  noRepeats(['owners'], (owner) => owner.toLowerCase()),
  rule(
    z.object({
      hosting: z.object({
        adopt: z.array(z.string()),
        namespace: z.object({ create: z.boolean().default(true) }).prefault({}),
        networkPolicy: z.boolean().default(true),
        replicas: z.int().default(1),
      }),
    }),
    ({ hosting: { adopt, namespace, networkPolicy, replicas } }) =>
      [
        { kind: 'Namespace', made: namespace.create, why: 'namespace.create is false' },
        { kind: 'NetworkPolicy', made: networkPolicy, why: 'networkPolicy is false' },
        { kind: 'PodDisruptionBudget', made: replicas > 1, why: 'replicas is 1' },
      ]
        .filter(({ kind, made }) => adopt.includes(kind) && !made)
        .map(({ kind, why }) =>
          problemWith(
            ['hosting', 'adopt', adopt.indexOf(kind)],
            kind,
            `not part of the workload, as ${why}. Leave out one of the two.`,
          ),
        ),
  ),
  noRepeats(['hosting', 'adopt']),
  noRepeats(['hosting', 'ignoreChanges']),
  noRepeats(['hosting', 'syncResourceTypes']),
  noRepeats(['hosting', 'entitlements', 'nouns']),
  noRepeats(['hosting', 'entitlements', 'verbs']),
  noRepeats(['hosting', 'imagePullSecrets']),
  noRepeats(['hosting', 'proxy', 'noProxy']),
];

/** What works but deserves a word. */
export const connectorNotes: readonly Rule[] = [
  rule(z.object({ hosting: z.object({ image: z.literal(bundled) }) }), () => [
    problemWith(
      ['hosting', 'image'],
      bundled,
      `no registry has ${bundledImage}. Load it onto each node, or put a pushed one here with "npx confluence-connector image build --push --write".`,
    ),
  ]),
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
export const connectorDrift: readonly Rule[] = [
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

/** No setting allows a misspelled host: the API token would go to the owner of that domain. */
function siteProblems(site: string, allowCustomHost: boolean): readonly Problem[] {
  const meant = intendedHost(site);
  if (meant === undefined && (allowCustomHost || isCloudHost(site))) return [];
  const advice = meant
    ? `Did you mean ${meant}?`
    : 'Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.';
  return [problemWith(['site'], site, `not a host under ${cloudSuffix.slice(1)}. ${advice}`)];
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
