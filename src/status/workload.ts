import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IEventList, IPod, IPodList } from 'kubernetes-models/v1';
import { type Check, checked, Obstacle, obstacle } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import { workloadName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { commandLine } from '../io/package.ts';
import { healthCheck } from './health.ts';
import { type PodStatus, podCheck, podStatus } from './pod.ts';
import { rolloutCheck } from './rollout.ts';

/** A pod with the last lines of its log: those of before its last restart, where it is not up again. */
export interface LoggedPod extends PodStatus {
  readonly log: readonly string[];
}

/** What a cluster tells of a connector's workload. */
export interface WorkloadStatus {
  readonly checks: readonly Check[];
  readonly pods: readonly LoggedPod[];
}

/** What to look at beside the rollout and its pods. */
export interface WorkloadOptions {
  /** Ask a ready pod whether Confluence accepts its credentials. */
  readonly health: boolean;
  /** How many log lines of each pod to read. */
  readonly logLines: number;
}

/** Looks at a connector's Deployment and its pods; never rejects for what kubectl says. */
export async function workloadStatus(
  kubectl: Kubectl,
  connector: SelfHostedConnectorConfig,
  options: WorkloadOptions,
): Promise<WorkloadStatus> {
  try {
    const namespace = connector.hosting.namespace.name;
    const deployment = await kubectl.get<IDeployment>(namespace, `deployment/${workloadName(connector)}`);
    if (!deployment) return { checks: [notDeployed(connector)], pods: [] };
    const pods = await podsOf(kubectl, namespace, deployment);
    const statuses = await Promise.all(
      pods.map((pod) => loggedPod(kubectl, namespace, pod, options.logLines)),
    );
    return {
      checks: [
        rolloutCheck(deployment),
        ...statuses.map(podCheck),
        ...(options.health ? [await health(kubectl, namespace, statuses)] : []),
      ],
      pods: statuses,
    };
  } catch (error) {
    return { checks: [obstacle('cluster', error)], pods: [] };
  }
}

function notDeployed(connector: SelfHostedConnectorConfig): Check {
  const { name, hosting } = connector;
  return {
    name: 'rollout',
    state: 'failed',
    message: `${workloadName(connector)}: no such Deployment in namespace ${hosting.namespace.name}.`,
    remedy:
      hosting.delivery === 'terraform'
        ? `Deploy it: npx cdktf deploy ${name}`
        : `Apply its manifests, or see what your GitOps tool says: ${commandLine} render --connector ${name}`,
  };
}

/** The pods that the Deployment selects, without those that are on their way out. */
async function podsOf(kubectl: Kubectl, namespace: string, { spec }: IDeployment): Promise<readonly IPod[]> {
  const selector = Object.entries(spec?.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const list = await kubectl.get<IPodList>(namespace, 'pods', `--selector=${selector.join(',')}`);
  return (list?.items ?? []).filter(({ metadata }) => !metadata?.deletionTimestamp);
}

async function loggedPod(kubectl: Kubectl, namespace: string, pod: IPod, lines: number): Promise<LoggedPod> {
  const status = podStatus(pod, await warningsOf(kubectl, namespace, pod));
  const container = pod.status?.containerStatuses?.[0];
  const runs = container?.state?.running !== undefined;
  const ran = runs || status.restarts > 0 || container?.state?.terminated !== undefined;
  if (!ran || lines === 0) return { ...status, log: [] };
  const previous = !runs && container?.lastState?.terminated !== undefined;
  const log = kubectl.log(namespace, status.name, lines, previous);
  // A log that has been rotated away, or that one may not read, is no reason to say nothing of the pod.
  return { ...status, log: await unlessObstacle(log, []) };
}

async function warningsOf(kubectl: Kubectl, namespace: string, { metadata }: IPod) {
  const selector = `--field-selector=involvedObject.uid=${metadata?.uid},type=Warning`;
  const events = kubectl.get<IEventList>(namespace, 'events', selector, '--sort-by=.lastTimestamp');
  return (await unlessObstacle(events, undefined))?.items ?? [];
}

async function health(kubectl: Kubectl, namespace: string, pods: readonly PodStatus[]): Promise<Check> {
  const pod = pods.find(({ ready }) => ready);
  if (!pod) return { name: 'health', state: 'skipped', message: 'no pod is ready to be asked' };
  return checked('health', () => healthCheck(kubectl, namespace, pod.name));
}

async function unlessObstacle<Result>(result: Promise<Result>, fallback: Result): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Obstacle) return fallback;
    throw error;
  }
}
