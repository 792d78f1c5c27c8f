import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { Check } from '../clients/check.ts';

/** How far a Deployment's rollout is, as its controller tells. */
export function rolloutCheck({ metadata, spec, status }: IDeployment): Check {
  const { replicas = 1 } = spec ?? {};
  const { updatedReplicas = 0, availableReplicas = 0, replicas: all = 0, conditions = [] } = status ?? {};
  const condition = (type: string) => conditions.find((candidate) => candidate.type === type);
  const rollout = (state: Check['state'], message: string, remedy?: string): Check => ({
    name: 'rollout',
    state,
    message: `${metadata?.name}: ${message}`,
    ...(remedy && { remedy }),
  });

  if (replicas === 0) {
    return rollout(
      'failed',
      'is scaled to 0 replicas: nothing runs.',
      `Scale it up: kubectl --namespace=${metadata?.namespace} scale deployment/${metadata?.name} --replicas=1`,
    );
  }
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return rollout('waiting', 'the cluster has not taken notice of the last change yet.');
  }
  const refused = condition('ReplicaFailure');
  if (refused?.status === 'True') {
    return rollout(
      'failed',
      `the cluster refuses its pods: ${refused.message}`,
      `Change what it names, or the quotas and policies of the namespace ${metadata?.namespace}.`,
    );
  }
  if (availableReplicas >= replicas && updatedReplicas >= replicas && all === updatedReplicas) {
    return rollout('ok', `${availableReplicas} of ${replicas} replicas up to date and available.`);
  }
  const message =
    all > updatedReplicas && availableReplicas > 0
      ? 'the previous version runs on until the new one is ready.'
      : `${availableReplicas} of ${replicas} replicas available.`;
  const progress = condition('Progressing');
  return progress?.reason === 'ProgressDeadlineExceeded'
    ? rollout('failed', `${message} ${progress.message}`, 'See what its pods say.')
    : rollout('waiting', message);
}
