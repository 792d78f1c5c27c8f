import { expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import { Kubectl } from '../../src/clients/kubectl.ts';
import { changesCheck } from '../../src/doctor/changes.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';

// On a real API server: test/integration/others-changes.test.ts. Here, what policies may do besides.

const check = (change: (deployment: IDeployment) => object, ignoreChanges: readonly string[] = []) => {
  const kubectl = new Kubectl({}, { environment: {}, directory: '.' });
  kubectl.dryRunOf = async (object) => change(structuredClone(object) as IDeployment) as typeof object;
  const hosting = { ...terraform.hosting, ignoreChanges: [...ignoreChanges] };
  return changesCheck(kubectl, selfHostedOf({ ...terraform, hosting }));
};

/** A Deployment with changes in its pods' spec, and in the connector's container. */
const inPod = (deployment: IDeployment, pod: object, container: object = {}) => {
  const { spec } = deployment;
  const { spec: podSpec } = spec?.template ?? {};
  const [own, ...others] = podSpec?.containers ?? [];
  const containers = [{ ...own, ...container }, ...others];
  return {
    ...deployment,
    spec: { ...spec, template: { ...spec?.template, spec: { ...podSpec, containers, ...pod } } },
  };
};

test.each([
  ['what is as it was', {}, {}],
  ['defaults of the API server', { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', tolerations: [] }, {}],
  [
    'the same amounts, written otherwise',
    {},
    {
      resources: {
        limits: { memory: '2048Mi', cpu: '1000m', 'ephemeral-storage': '2048Mi' },
        requests: { memory: '0.5Gi', cpu: '0.1', 'ephemeral-storage': '2147483648' },
      },
    },
  ],
])('%s is no change', async (_, pod, container) => {
  expect(await check((deployment) => inPod(deployment, pod, container))).toMatchObject({ state: 'ok' });
});

test.each([
  ['image', {}, { image: 'mirror.acme.com/baton:1' }, 'containers'],
  ['imagePullPolicy', {}, { imagePullPolicy: 'Always' }, 'containers'],
  ['pull secrets', { imagePullSecrets: [{ name: 'mirror' }] }, {}, 'imagePullSecrets'],
  ['a priority', { priorityClassName: 'low' }, {}, 'priorityClassName'],
  ['a spread', { topologySpreadConstraints: [{ maxSkew: 1 }] }, {}, 'topologySpreadConstraints'],
  ['a group', { securityContext: { fsGroup: 1 } }, {}, 'securityContext'],
  ['half the memory', {}, { resources: { limits: { memory: '1Gi' } } }, 'resources'],
])('%s of a policy: what to write', async (_, pod, container, part) => {
  expect(await check((deployment) => inPod(deployment, pod, container), ['replicas'])).toEqual({
    name: 'changes',
    state: 'failed',
    message: `The cluster’s policies change the Deployment (${part}): Terraform would revert that at every deployment.`,
    remedy: `Write hosting.ignoreChanges: [replicas, ${part}].`,
  });
  expect(await check((deployment) => inPod(deployment, pod, container), [part])).toMatchObject({
    state: 'ok',
  });
});
