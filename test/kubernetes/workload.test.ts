import { expect, test } from '@jest/globals';
import { workload } from '../../src/kubernetes/workload.ts';
import { workloadLabels } from '../support/configs.ts';
import { everyOption, hosted } from './connectors.ts';

test('the namespace admits the pods that it is to admit, and has the user’s labels and those of no connector', () => {
  expect(workload(everyOption, '1').namespace).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'connectors',
      labels: {
        team: 'identity',
        'app.kubernetes.io/part-of': 'conductorone',
        'app.kubernetes.io/managed-by': 'confluence-connector',
        'pod-security.kubernetes.io/enforce': 'baseline',
      },
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
  });
});

test('the service account brings no token', () => {
  expect(workload(hosted(), '1').serviceAccount).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: 'baton-confluence',
      namespace: 'conductorone',
      labels: workloadLabels,
    },
    automountServiceAccountToken: false,
  });
});

test.each([
  ['by default', hosted(), ['namespace', 'serviceAccount', 'deployment', 'networkPolicy']],
  [
    'namespace.create: false',
    hosted({ namespace: { create: false } }),
    ['serviceAccount', 'deployment', 'networkPolicy'],
  ],
  [
    'replicas: 2',
    hosted({ replicas: 2 }),
    ['namespace', 'serviceAccount', 'deployment', 'networkPolicy', 'disruptionBudget'],
  ],
  ['networkPolicy: false', hosted({ networkPolicy: false }), ['namespace', 'serviceAccount', 'deployment']],
])('%s', (_, connector, objects) => {
  expect(Object.keys(workload(connector, '1'))).toEqual(objects);
});
