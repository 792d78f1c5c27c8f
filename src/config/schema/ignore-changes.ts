/** Parts of a Deployment that others than Terraform may change: of its spec, its pods' and the connector's container's. */
export const ignorable = [
  'replicas',
  'resources',
  'env',
  'containers',
  'initContainers',
  'volumes',
  'tolerations',
  'nodeSelector',
  'affinity',
  'topologySpreadConstraints',
  'imagePullSecrets',
  'securityContext',
  'priorityClassName',
  'runtimeClassName',
  'schedulerName',
  'dnsConfig',
  'hostAliases',
] as const;

/** Such a part. */
export type Ignorable = (typeof ignorable)[number];

/** Such a part, or a key of the pod's labels or annotations, as written. */
export const ignorablePattern = new RegExp(
  `^(?:${ignorable.join('|')}|pod(?:Labels|Annotations)\\[(?!confluence-connector/)[\\w./-]+\\])$`,
);

/** What of hosting tells who changes what. */
interface Hosting {
  readonly platform: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ignoreChanges?: readonly string[];
}

/** Annotations that make Reloader restart the pods, which it does by setting an environment variable of the container. */
const forReloader = /^(?:\w+\.)*reloader\.stakater\.com\//;

/** The parts that others may change: those that `ignoreChanges` names, and those that the platform or Reloader changes. */
export function ignoredParts({ platform, annotations, ignoreChanges = [] }: Hosting): readonly Ignorable[] {
  const changed: readonly string[] = [
    ...ignoreChanges,
    ...(platform === 'gke-autopilot' ? ['resources', 'tolerations'] : []),
    ...(Object.keys(annotations).some((key) => forReloader.test(key)) ? ['env'] : []),
  ];
  return ignorable.filter((part) => changed.includes(part));
}

/** What Kubernetes' own tools and common controllers write into the pods' annotations. */
const annotationsOfOthers = [
  'kubectl.kubernetes.io/restartedAt',
  'reloader.stakater.com/last-reloaded-from',
  'autopilot.gke.io/resource-adjustment',
  'autopilot.gke.io/warden-version',
] as const;

/** How a key of these begins in `ignoreChanges`. */
const keyPrefixes = { labels: 'podLabels[', annotations: 'podAnnotations[' } as const;

/** The keys of the pods' labels or annotations that others may change. */
export function ignoredKeys(
  map: keyof typeof keyPrefixes,
  { ignoreChanges = [] }: Hosting,
): readonly string[] {
  const prefix = keyPrefixes[map];
  const written = ignoreChanges.filter((part) => part.startsWith(prefix));
  const keys = written.map((part) => part.slice(prefix.length, -1));
  return [...new Set([...(map === 'annotations' ? annotationsOfOthers : []), ...keys])];
}

/** A key of the pods' labels or annotations as `ignoreChanges` names it, e.g. `podLabels[acme.com/team]`. */
export function keyPart(map: keyof typeof keyPrefixes, key: string): string {
  return `${keyPrefixes[map]}${key}]`;
}
