import * as z from 'zod';
import { logLevels, nouns, verbs } from '../vocabulary.ts';
import { cluster } from './cluster.ts';
import { durationPattern } from './duration.ts';
import { dnsLabel, field, flag, labelKey, labelValue, nonEmpty, objectName, quoted, text } from './fields.ts';
import { ignorable, ignorablePattern } from './ignore-changes.ts';
import { bundled, bundledImage, imagePattern, isOwnImage, vendorImage } from './image.ts';
import { env, type PodAdditions, pod } from './pod.ts';
import { resources, resourcesFor, type WrittenResources } from './resources.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { secrets } from './secrets.ts';
import { annotations, caBundle, labels, proxy, toleration } from './workload-fields.ts';

const port = field(z.int().min(1, 'below 1').max(65_535, 'above 65535'), {
  description: 'Port.',
  remedy: 'Write a whole number from 1 to 65535.',
});

/** A list of some words of the vocabulary. @param one describes a word @param all describes the list */
const someWords = <const Word extends string>(
  words: readonly Word[],
  { key, one, all }: { readonly key: string; readonly one: string; readonly all: string },
) =>
  field(
    nonEmpty(
      field(z.enum(words), {
        description: one,
        remedy: `Write ${words.join(', ')}, or leave ${key} out for all.`,
      }),
    ),
    { description: all, remedy: `Write a list of ${words.join(', ')}, or leave it out for all.` },
  ).optional();

const common = {
  type: z.literal('self-hosted'),
  platform: field(z.enum(['kubernetes', 'openshift', 'gke-autopilot']), {
    description:
      'What the cluster is; on openshift, the namespace’s range gives the pod its user and group; on gke-autopilot, resources and tolerations stay as the platform adjusts them.',
    remedy: 'Write kubernetes, openshift or gke-autopilot.',
  }).default('kubernetes'),
  namespace: field(
    z.strictObject({
      name: text(dnsLabel, {
        expected: 'a DNS label',
        description: 'Namespace of the workload.',
        remedy: 'Use up to 63 lower-case letters, digits and "-".',
      }).default('conductorone'),
      create: flag(
        'Make the namespace; false where it exists already or another connector makes it.',
      ).default(true),
      podSecurity: field(z.enum(['restricted', 'baseline', 'privileged']), {
        description:
          'The level of Pod Security that a namespace made here enforces; the connector’s own pod meets restricted in any case.',
        remedy: 'Write restricted, baseline or privileged.',
      }).default('restricted'),
    }),
    {
      description: 'Where the workload lives.',
      remedy: 'Write namespace: { name: conductorone, create: true }.',
    },
  ).prefault({}),
  image: text(imagePattern, {
    expected: 'an image reference',
    description:
      'Image of the connector; pin a version or, better, a digest. bundled is the one released with this package; in a checkout, the one that `image build` makes.',
    remedy:
      'Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".',
  })
    .transform((image) => (image === bundled ? bundledImage : image))
    .prefault(vendorImage),
  imagePullPolicy: field(z.enum(['Always', 'IfNotPresent', 'Never']), {
    description:
      'When a node asks the registry for the image; by default Always if its tag moves, else IfNotPresent.',
    remedy: 'Write Always, IfNotPresent or Never.',
  }).optional(),
  imagePullSecrets: field(z.array(objectName('an image pull secret')), {
    description: 'Secrets that hold the registry’s credentials.',
    remedy: 'Write a list of Secret names.',
  }).default([]),
  entitlements: field(
    z.strictObject({
      nouns: someWords(nouns, { key: 'nouns', one: 'Noun.', all: 'Targets to sync; all when left out.' }),
      verbs: someWords(verbs, { key: 'verbs', one: 'Verb.', all: 'Operations to sync; all when left out.' }),
    }),
    { description: 'Which space permissions become entitlements.', remedy: 'Give nouns, verbs or both.' },
  ).prefault({}),
  useRbac: flag('Sync space roles and role assignments instead of space permissions.').default(false),
  provisioning: flag('Let ConductorOne grant and revoke.').default(false),
  logLevel: field(z.enum(logLevels), {
    description: 'Log level of the connector.',
    remedy: 'Write debug, info, warn or error.',
  }).default('info'),
  ...runtimeSettings,
  env: env.default([]),
  resources: resources.optional(),
  pod: pod.default({}),
  replicas: field(z.int().min(1, 'below 1').max(20, 'above 20'), {
    description:
      'How many pods run side by side; more than one get a PodDisruptionBudget, and go to different nodes unless pod.affinity says otherwise.',
    remedy: 'Write a whole number from 1 to 20.',
  }).default(1),
  nodeSelector: field(
    z.record(
      labelKey,
      text(labelValue, { expected: 'a label value', description: 'Label value.', remedy: quoted }),
    ),
    { description: 'Labels a node must have.', remedy: 'Write a mapping from node labels to text.' },
  ).default({}),
  tolerations: field(z.array(toleration), {
    description: 'Taints that the pod tolerates.',
    remedy: 'Write a list of tolerations.',
  }).default([]),
  priorityClassName: objectName('a PriorityClass').optional(),
  proxy: proxy.optional(),
  caBundle: caBundle.optional(),
  labels: labels.default({}),
  annotations: annotations.default({}),
  networkPolicy: flag(
    'Deny all traffic but DNS, HTTPS to public addresses, the proxy, a site or gateway of your own, and egressPorts.',
  ).default(true),
  egressPorts: field(z.array(port), {
    description:
      'TCP ports that networkPolicy lets out to any address, e.g. 15012 for Istio, or 443 if ConductorOne or Confluence has a private address.',
    remedy: 'Write a list of ports, e.g. [15012].',
  }).default([]),
  mountSecret: flag(
    'Mount the Secret as files, which are read again when they change, instead of variables; by default with an image of confluence-sync, which alone can read them.',
  ).optional(),
  secretRevision: field(z.int().min(1, 'below 1').max(1_000_000, 'above 1000000'), {
    description: 'Raise it after a secret has changed: it is written again, and the pods restart.',
    remedy: 'Write a whole number from 1 on.',
  }).default(1),
};

/** The kinds of a workload's objects that can be taken over. */
const adoptable = [
  'Namespace',
  'ServiceAccount',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'Deployment',
] as const;

/** Fills in what depends on the image. */
const filled = <
  Hosting extends {
    readonly image: string;
    readonly mountSecret?: boolean | undefined;
    readonly resources?: WrittenResources;
    readonly pod: PodAdditions;
  },
>(
  hosting: Hosting,
) => ({
  ...hosting,
  mountSecret: hosting.mountSecret ?? isOwnImage(hosting.image),
  resources: resourcesFor(hosting.image, hosting.resources, hosting.pod.volumes),
});

const terraform = z.strictObject({
  ...common,
  delivery: z.literal('terraform'),
  cluster,
  rolloutTimeout: text(durationPattern, {
    expected: 'a duration',
    description: 'How long a deployment waits for the pod to be ready.',
    remedy: 'Write it like "90s", "5m" or "1h".',
  }).default('10m'),
  manifests: flag('Write the YAML of the workload too, with a template of its Secret.').default(false),
  ignoreChanges: field(
    z.array(
      text(ignorablePattern, {
        expected: 'a part of the Deployment',
        description: 'Part.',
        remedy: `Write ${ignorable.join(', ')}, or a key such as podLabels[acme.com/team] or podAnnotations[…].`,
      }),
    ),
    {
      description:
        'Parts of the Deployment that others change, e.g. an autoscaler or a policy: Terraform keeps their changes. Your own change to such a part replaces the Deployment; replicas apply only when it is created.',
      remedy: 'Write a list such as [replicas, resources, podLabels[acme.com/team]].',
    },
  ).default([]),
  adopt: field(
    z.array(field(z.enum(adoptable), { description: 'Kind.', remedy: `Write ${adoptable.join(', ')}.` })),
    {
      description:
        'Objects that exist already, by kind: Terraform takes them over as they are. Not the Secret: delete it, or its content would stay in the state.',
      remedy: `Write a list of ${adoptable.join(', ')}.`,
    },
  ).default([]),
});

const gitops = z.strictObject({
  ...common,
  delivery: z.literal('gitops'),
  secrets: field(secrets, {
    description: 'Where the workload’s Secret comes from.',
    remedy:
      'Write from: existing, external-secrets, file or template; a secret is never written in this file.',
  }),
});

/** Hosting in the customer's own cluster, delivered by Terraform or as YAML for GitOps. */
export const selfHosted = z.discriminatedUnion('delivery', [
  terraform.transform(filled),
  gitops.transform(filled),
]);
