import type { IEvent, IPod } from 'kubernetes-models/v1';
import type { Check } from '../clients/check.ts';

/** What can be told of a pod. */
export interface PodStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it is not ready, or why it restarted last, in Kubernetes' own word, e.g. `ImagePullBackOff`. */
  readonly reason?: string;
  readonly message?: string;
}

/** Reasons that are part of every start. */
const starting = ['ContainerCreating', 'PodInitializing', 'Unhealthy'];

const remedies: Readonly<Record<string, string>> = {
  ErrImagePull: 'Check hosting.image, that the cluster reaches its registry, and hosting.imagePullSecrets.',
  InvalidImageName: 'Check hosting.image.',
  CreateContainerConfigError: 'Make the Secret or ConfigMap that it names, with all its keys.',
  FailedMount: 'Make the Secret or ConfigMap that it names, with all its keys.',
  OOMKilled: 'Raise hosting.resources.limits.memory.',
  Unschedulable:
    'Check hosting.resources.requests, nodeSelector and tolerations against the cluster’s nodes.',
  Evicted: 'Raise hosting.resources.requests, so that the node sets aside what the pod needs.',
  CrashLoopBackOff:
    'The last log lines say why it ends. After a change of credentials, raise hosting.secretRevision.',
};
const aliases: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'ErrImagePull',
  Error: 'CrashLoopBackOff',
};

/**
 * Reads a pod's status.
 * @param warnings the events of type Warning that concern the pod, the newest last
 */
export function podStatus({ metadata, status }: IPod, warnings: readonly IEvent[]): PodStatus {
  const container = status?.containerStatuses?.[0];
  const conditions = status?.conditions ?? [];
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  const ended = container?.lastState?.terminated ?? container?.state?.terminated;
  const warning = ready ? undefined : warnings.at(-1);
  const { waiting } = container?.state ?? {};
  const [reason, message] =
    ended?.reason === 'OOMKilled'
      ? [ended.reason, 'the container used more memory than its limit']
      : waiting && !starting.includes(waiting.reason ?? '')
        ? [waiting.reason, waiting.message]
        : ended
          ? [ended.reason, `exit code ${ended.exitCode}`]
          : unscheduled
            ? [unscheduled.reason, unscheduled.message]
            : [status?.reason ?? warning?.reason, status?.message ?? warning?.message];
  return {
    name: metadata?.name ?? '',
    ready,
    restarts: container?.restartCount ?? 0,
    ...(reason && { reason }),
    ...(message && { message: message.trim().replaceAll(/\s*\n\s*/g, ' ') }),
  };
}

/** Judges a pod's status. A pod that has restarted and is ready again is well, and says so. */
export function podCheck({ name, ready, restarts, reason, message }: PodStatus): Check {
  const restarted = restarts === 0 ? '' : `, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  const why = reason ? `${reason}${message ? `: ${message}` : ''}` : undefined;
  if (ready) {
    const last = restarts > 0 && why ? `, the last for ${why}` : '';
    return { name: 'pod', state: 'ok', message: `${name}: ready${restarted}${last}` };
  }
  const remedy = remedies[aliases[reason ?? ''] ?? reason ?? ''];
  const failed = reason !== undefined && !starting.includes(reason);
  return {
    name: 'pod',
    state: failed ? 'failed' : 'waiting',
    message: `${name}: ${why ?? 'not ready yet'}${restarted}`,
    ...(failed && { remedy: remedy ?? `See: kubectl describe pod ${name}` }),
  };
}
