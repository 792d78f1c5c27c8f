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

/** Annotations by which Reloader is told to restart pods: it does so by a variable of the container. */
const forReloader = /^(?:\w+\.)*reloader\.stakater\.com\//;

/** The parts that are left to others: those that are named, and those that the platform or a controller changes. */
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

/** The keys of the pods' labels or annotations that are left to others. */
export function ignoredKeys(
  map: 'podLabels' | 'podAnnotations',
  { ignoreChanges = [] }: Hosting,
): readonly string[] {
  const written = ignoreChanges
    .filter((part) => part.startsWith(`${map}[`))
    .map((part) => part.slice(map.length + 1, -1));
  return [...new Set([...(map === 'podAnnotations' ? annotationsOfOthers : []), ...written])];
}
