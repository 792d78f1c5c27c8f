import * as z from 'zod';
import { logLevels, nouns, verbs } from '../vocabulary.ts';
import { durationPattern, longDurationPattern } from './duration.ts';
import {
  dnsLabel,
  exactlyOne,
  field,
  flag,
  labelValue,
  objectName,
  qualifiedName,
  quoted,
  text,
} from './fields.ts';
import { ignorable, ignorablePattern } from './ignorable.ts';
import { bundled, bundledImage, imagePattern, isOwnImage, vendorImage } from './image.ts';
import { env, type PodAdditions, pod } from './pod.ts';
import { annotations, caBundle, labels, proxy, toleration } from './pod-settings.ts';
import { resources, resourcesFor, type WrittenResources } from './resources.ts';
import { runtimeSettings } from './runtime-settings.ts';

const port = field(
  z.int().min(1, 'below 1').max(65_535, 'above 65535'),
  'Port.',
  'Write a whole number from 1 to 65535.',
);

const common = {
  type: z.literal('self-hosted'),
  platform: field(
    z.enum(['kubernetes', 'openshift', 'gke-autopilot']),
    'What the cluster is; on openshift, the namespace’s range gives the pod its user and group; on gke-autopilot, resources and tolerations stay as the platform adjusts them.',
    'Write kubernetes, openshift or gke-autopilot.',
  ).default('kubernetes'),
  namespace: field(
    z.strictObject({
      name: text(
        dnsLabel,
        'a DNS label',
        'Namespace of the workload.',
        'Use up to 63 lower-case letters, digits and "-".',
      ).default('conductorone'),
      create: flag(
        'Make the namespace; false where it exists already or another connector makes it.',
      ).default(true),
      podSecurity: field(
        z.enum(['restricted', 'baseline', 'privileged']),
        'The level of Pod Security that a namespace made here enforces; the connector’s own pod meets restricted in any case.',
        'Write restricted, baseline or privileged.',
      ).default('restricted'),
    }),
    'Where the workload lives.',
    'Write namespace: { name: conductorone, create: true }.',
  ).prefault({}),
  image: text(
    imagePattern,
    'an image reference',
    'Image of the connector; pin a version or, better, a digest. bundled is the one that `image build` makes.',
    'Write it like "ghcr.io/conductorone/baton-confluence:1.2.3" or "…@sha256:<64 hex digits>".',
  )
    .transform((image) => (image === bundled ? bundledImage : image))
    .prefault(vendorImage),
  imagePullPolicy: field(
    z.enum(['Always', 'IfNotPresent', 'Never']),
    'When a node asks the registry for the image; by default Always if its tag moves, else IfNotPresent.',
    'Write Always, IfNotPresent or Never.',
  ).optional(),
  imagePullSecrets: field(
    z.array(objectName('an image pull secret')),
    'Secrets that hold the registry’s credentials.',
    'Write a list of Secret names.',
  ).default([]),
  entitlements: field(
    z.strictObject({
      nouns: field(
        z
          .array(field(z.enum(nouns), 'Noun.', `Write ${nouns.join(', ')}, or leave nouns out for all.`))
          .min(1, 'must not be empty'),
        'Targets to sync; all when left out.',
        `Write a list of ${nouns.join(', ')}, or leave it out for all.`,
      ).optional(),
      verbs: field(
        z
          .array(field(z.enum(verbs), 'Verb.', `Write ${verbs.join(', ')}, or leave verbs out for all.`))
          .min(1, 'must not be empty'),
        'Operations to sync; all when left out.',
        `Write a list of ${verbs.join(', ')}, or leave it out for all.`,
      ).optional(),
    }),
    'Which space permissions become entitlements.',
    'Give nouns, verbs or both.',
  ).prefault({}),
  useRbac: flag('Sync space roles and role assignments in place of space permissions.').default(false),
  provisioning: flag('Let ConductorOne grant and revoke.').default(false),
  logLevel: field(
    z.enum(logLevels),
    'Log level of the connector.',
    'Write debug, info, warn or error.',
  ).default('info'),
  ...runtimeSettings,
  env: env.default([]),
  resources: resources.optional(),
  pod: pod.default({}),
  replicas: field(
    z.int().min(1, 'below 1').max(20, 'above 20'),
    'How many pods run side by side; more than one get a PodDisruptionBudget, and go to different nodes unless pod.affinity says otherwise.',
    'Write a whole number from 1 to 20.',
  ).default(1),
  nodeSelector: field(
    z.record(
      z.string().regex(qualifiedName, 'not a label key'),
      text(labelValue, 'a label value', 'Label value.', quoted),
    ),
    'Labels a node must have.',
    'Write a mapping from node labels to text.',
  ).default({}),
  tolerations: field(
    z.array(toleration),
    'Taints that the pod tolerates.',
    'Write a list of tolerations.',
  ).default([]),
  priorityClassName: objectName('a PriorityClass').optional(),
  proxy: proxy.optional(),
  caBundle: caBundle.optional(),
  labels: labels.default({}),
  annotations: annotations.default({}),
  networkPolicy: flag(
    'Deny all traffic but DNS, HTTPS to public addresses, the proxy, a site or gateway of your own, and egressPorts.',
  ).default(true),
  egressPorts: field(
    z.array(port),
    'TCP ports that networkPolicy lets out to any address, e.g. 15012 for Istio, or 443 if ConductorOne or Confluence has a private address.',
    'Write a list of ports, e.g. [15012].',
  ).default([]),
  mountSecret: flag(
    'Mount the Secret as files, which are read again when they change, instead of variables; by default with an image of confluence-sync, which alone can read them.',
  ).optional(),
  secretRevision: field(
    z.int().min(1, 'below 1').max(1_000_000, 'above 1000000'),
    'Raise it after a secret has changed: it is written again, and the pods restart.',
    'Write a whole number from 1 on.',
  ).default(1),
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

/** Where a Terraform delivery goes. */
export const cluster = exactlyOne(
  {
    kubeconfig: field(
      z.strictObject({
        path: text(
          /^(?!~[^/\\]|[^/\\]*\$|\s)[^\r\n]+$/,
          'a path',
          'Path of the kubeconfig file, from the project’s folder; by default $KUBE_CONFIG_PATH, $KUBE_CONFIG_PATHS, $KUBECONFIG or ~/.kube/config.',
          'Write a path like "~/.kube/config" or "./kubeconfig", or leave it out to use $KUBECONFIG.',
        ).optional(),
        context: text(
          /^\S+$/,
          'a context name',
          'Context in that file.',
          'List them with "kubectl config get-contexts".',
        ),
      }),
      'A context of a kubeconfig file.',
      'Give context, and path unless the environment tells it.',
    ).optional(),
    inCluster: field(
      z.literal(true),
      'Terraform runs in a pod of the target cluster.',
      'Write inCluster: true, or give kubeconfig.',
    ).optional(),
  },
  'The cluster to deploy to, always by name.',
  'Give kubeconfig: { context: … } or inCluster: true.',
);

const terraform = z.strictObject({
  ...common,
  delivery: z.literal('terraform'),
  cluster,
  rolloutTimeout: text(
    durationPattern,
    'a duration',
    'How long a deployment waits for the pod to be ready.',
    'Write it like "90s", "5m" or "1h".',
  ).default('10m'),
  manifests: flag('Write the YAML of the workload too, with a template of its Secret.').default(false),
  ignoreChanges: field(
    z.array(
      text(
        ignorablePattern,
        'a part of the Deployment',
        'Part.',
        `Write ${ignorable.join(', ')}, or a key such as podLabels[acme.com/team] or podAnnotations[…].`,
      ),
    ),
    'Parts of the Deployment that others change, e.g. an autoscaler or a policy: Terraform keeps their changes. Your own change to such a part replaces the Deployment; replicas apply only when it is created.',
    'Write a list such as [replicas, resources, podLabels[acme.com/team]].',
  ).default([]),
  adopt: field(
    z.array(field(z.enum(adoptable), 'Kind.', `Write ${adoptable.join(', ')}.`)),
    'Objects that exist already, by kind: Terraform takes them over as they are. Not the Secret: delete it, or its content would stay in the state.',
    `Write a list of ${adoptable.join(', ')}.`,
  ).default([]),
});

const remoteKey = (what: string) =>
  field(
    z.strictObject({
      key: text(/^\S+$/, 'a remote key', 'Key in the store.', 'Write the key as the store knows it.'),
      property: text(/^\S+$/, 'a property', 'Property of that key.', 'Write the property’s name.').optional(),
    }),
    `Where the store keeps ${what}.`,
    'Give key, and property where the key holds several.',
  );

const secrets = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('existing'),
    name: objectName('a Secret in the namespace with the five BATON_* keys of the vendor’s page'),
  }),
  z.strictObject({
    from: z.literal('external-secrets'),
    store: field(
      z.strictObject({
        name: objectName('the store'),
        kind: field(
          z.enum(['SecretStore', 'ClusterSecretStore']),
          'Kind of the store.',
          'Write SecretStore or ClusterSecretStore.',
        ).default('ClusterSecretStore'),
      }),
      'The External Secrets Operator’s store.',
      'Give name, and kind unless it is a ClusterSecretStore.',
    ),
    refreshInterval: text(
      longDurationPattern,
      'a duration',
      'How often the operator reads the store.',
      'Write it like "1h" or "30m".',
    ).default('1h'),
    keys: field(
      z.strictObject({
        clientId: remoteKey('the ConductorOne client id'),
        clientSecret: remoteKey('the ConductorOne client secret'),
        apiKey: remoteKey('the Confluence API token'),
      }),
      'Where the store keeps each secret.',
      'Give clientId, clientSecret and apiKey.',
    ),
  }),
  z.strictObject({
    from: z.literal('file'),
    path: text(
      /^(?:\w[\w.-]*\/)*\w[\w.-]*\.(?:ya?ml|json)$/,
      'a path in the connector’s folder',
      'The encrypted Secret, in the connector’s folder; else baton-<name>-secrets.enc.yaml.',
      'Write it like "secrets.enc.yaml".',
    ).optional(),
  }),
  z.strictObject({ from: z.literal('template') }),
]);

const gitops = z.strictObject({
  ...common,
  delivery: z.literal('gitops'),
  secrets: field(
    secrets,
    'Where the workload’s Secret comes from.',
    'Write from: existing, external-secrets, file or template; a secret is never written in this file.',
  ),
});

/** Hosting in the customer's own cluster, delivered by Terraform or as YAML for GitOps. */
export const selfHosted = z.discriminatedUnion('delivery', [
  terraform.transform(filled),
  gitops.transform(filled),
]);
