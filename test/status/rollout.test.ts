import { expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import { rolloutCheck } from '../../src/status/rollout.ts';

type Status = NonNullable<IDeployment['status']>;

const deployment = (status: Status, replicas = 1): IDeployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'baton-wiki', namespace: 'wiki', generation: 3 },
  spec: { replicas, selector: {}, template: {} },
  status,
});
const complete = { observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const condition = (type: string, status: string, reason: string, message: string) => ({
  type,
  status,
  reason,
  message,
});

test.each<readonly [string, Status, string, string]>([
  ['complete', complete, 'ok', '1 of 1 replicas up to date and available.'],
  [
    'a change that the controller has not seen',
    { ...complete, observedGeneration: 2 },
    'waiting',
    'the cluster has not taken notice of the last change yet.',
  ],
  ['new: no status at all', {}, 'waiting', 'the cluster has not taken notice of the last change yet.'],
  [
    'the first pod is on its way',
    { observedGeneration: 3, replicas: 1, updatedReplicas: 1 },
    'waiting',
    '0 of 1 replicas available.',
  ],
  [
    'the old pod runs beside the new one',
    { ...complete, replicas: 2 },
    'waiting',
    'the previous version runs on until the new one is ready.',
  ],
  [
    'no new pod yet',
    { ...complete, updatedReplicas: 0 },
    'waiting',
    'the previous version runs on until the new one is ready.',
  ],
  [
    'the controller has given up hope',
    {
      ...complete,
      replicas: 2,
      conditions: [
        condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'ReplicaSet "x" has timed out.'),
      ],
    },
    'failed',
    'the previous version runs on until the new one is ready. ReplicaSet "x" has timed out.',
  ],
  [
    'pods are refused',
    { observedGeneration: 3, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota')] },
    'failed',
    'the cluster refuses its pods: quota',
  ],
  [
    'pods were refused once',
    { ...complete, conditions: [condition('ReplicaFailure', 'False', '', '')] },
    'ok',
    '1 of 1 replicas up to date and available.',
  ],
])('%s', (_, status, state, message) => {
  expect(rolloutCheck(deployment(status))).toMatchObject({ state, message: `baton-wiki: ${message}` });
});

test('a Deployment of no replicas is not well, complete as it is', () => {
  expect(rolloutCheck(deployment({ observedGeneration: 3 }, 0))).toEqual({
    name: 'rollout',
    state: 'failed',
    message: 'baton-wiki: is scaled to 0 replicas: nothing runs.',
    remedy: 'Scale it up: kubectl --namespace=wiki scale deployment/baton-wiki --replicas=1',
  });
});
