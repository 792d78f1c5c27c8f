import { createHash } from 'node:crypto';
import { TerraformResource, type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { SelfHosted, SelfHostedConnector } from '../config/schema.ts';
import type { ignorable } from '../config/self-hosted.ts';
import { addressOf, fixAddress } from './address.ts';

type Part = (typeof ignorable)[number];

/** What Kubernetes' own tools and common controllers write into pod templates. */
const annotationsOfOthers = [
  'kubectl.kubernetes.io/restartedAt',
  'reloader.stakater.com/last-reloaded-from',
  'autopilot.gke.io/resource-adjustment',
  'autopilot.gke.io/warden-version',
] as const;

/** Annotations by which Reloader is told to restart pods: it does so by a variable of the container. */
const forReloader = /^(?:\w+\.)*reloader\.stakater\.com\//;

const pod = 'spec[0].template[0].spec[0]';

/** Where a part stands in a `kubernetes_deployment_v1`. */
const paths: Readonly<Record<Part, string>> = {
  replicas: 'spec[0].replicas',
  resources: `${pod}.container[0].resources`,
  env: `${pod}.container[0].env`,
  tolerations: `${pod}.toleration`,
  nodeSelector: `${pod}.node_selector`,
  affinity: `${pod}.affinity`,
  containers: `${pod}.container`,
  initContainers: `${pod}.init_container`,
  volumes: `${pod}.volume`,
};

/**
 * What of a Deployment others may change without Terraform taking it back. Terraform then ignores the user's changes
 * to such a part as well; they are kept in a resource of their own, whose changes make the Deployment anew.
 */
export function ignoredChanges(
  scope: Construct,
  connector: SelfHostedConnector,
  deployment: IDeployment,
): TerraformResourceLifecycle {
  const { hosting } = connector;
  const written = hosting.delivery === 'terraform' ? hosting.ignoreChanges : [];
  const named = (Object.keys(paths) as Part[]).filter(
    (part) => written.includes(part) || isOfPlatform(part, hosting),
  );
  const { labels = {}, annotations = {} } = deployment.spec?.template.metadata ?? {};
  const keys = [
    ...keysOf('podAnnotations', written, annotationsOfOthers)
      .filter((key) => !Object.hasOwn(annotations, key))
      .map((key) => `annotations[${JSON.stringify(key)}]`),
    ...keysOf('podLabels', written)
      .filter((key) => !Object.hasOwn(labels, key))
      .map((key) => `labels[${JSON.stringify(key)}]`),
  ].map((key) => `spec[0].template[0].metadata[0].${key}`);
  const ours = named.filter((part) => part !== 'replicas').map((part) => [part, partOf(deployment, part)]);
  return {
    ignoreChanges: [...keys, ...named.map((part) => paths[part])],
    ...(ours.length > 0 && { replaceTriggeredBy: [kept(scope, connector.name, ours)] }),
  };
}

/** Whether a platform or a controller that is there, as the connector says, changes a part. */
function isOfPlatform(part: Part, { platform, annotations }: SelfHosted): boolean {
  if (part === 'env') return Object.keys(annotations).some((key) => forReloader.test(key));
  return platform === 'gke-autopilot' && (part === 'resources' || part === 'tolerations');
}

function keysOf(map: string, written: readonly string[], known: readonly string[] = []): readonly string[] {
  const prefix = `${map}[`;
  const keys = written.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length, -1));
  return [...new Set([...known, ...keys])];
}

function partOf({ spec }: IDeployment, part: Part): unknown {
  const podSpec = spec?.template.spec;
  if (part === 'resources' || part === 'env') return podSpec?.containers[0]?.[part];
  return part === 'replicas' ? spec?.replicas : podSpec?.[part];
}

/** @returns the address of what changes with a value */
function kept(scope: Construct, name: string, value: unknown): string {
  const resource = new TerraformResource(scope, 'ignored', { terraformResourceType: 'terraform_data' });
  resource.addOverride('input', createHash('sha256').update(JSON.stringify(value)).digest('hex'));
  return addressOf(fixAddress(resource, `${name}_ignored`));
}
