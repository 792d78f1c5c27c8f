import { describe, expect, test } from '@jest/globals';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import { localImage } from '../../src/config/schema/image.ts';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { everyOption, hosted, podOf, recommendedLabels, vendorLabels } from './connectors.ts';

describe('a Deployment’s options', () => {
  test('image, and secrets to pull it', () => {
    const { pod, container } = podOf(
      hosted({ image: 'registry.acme.com/sync:1.2.3', imagePullSecrets: ['registry', 'mirror'] }),
    );
    expect(container.image).toBe('registry.acme.com/sync:1.2.3');
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }, { name: 'mirror' }]);
  });

  test('requests and limits, each left out at its default', () => {
    const { container } = podOf(
      hosted({ resources: { requests: { cpu: '250m' }, limits: { memory: '4Gi' } } }),
    );
    expect(container.resources).toEqual({
      requests: { cpu: '250m', memory: '512Mi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '1', memory: '4Gi', 'ephemeral-storage': '2Gi' },
    });
  });

  test('an amount that is undefined is one that is left out', () => {
    const { container } = podOf(hosted({ resources: { requests: { cpu: undefined }, limits: undefined } }));
    expect(container.resources).toEqual({
      requests: { cpu: '100m', memory: '512Mi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '2Gi' },
    });
  });

  test('the bundled image, and what it needs', () => {
    const { container } = podOf(hosted({ image: 'bundled', resources: { limits: { cpu: '2' } } }));
    expect(container.image).toBe(localImage);
    expect(container.resources).toEqual({
      requests: { cpu: '100m', memory: '320Mi', 'ephemeral-storage': '2Gi' },
      limits: { cpu: '2', memory: '1Gi', 'ephemeral-storage': '2Gi' },
    });
  });

  test('several pods keep apart, unless the user says where they go', () => {
    const term = (name: string) => ({
      labelSelector: { matchLabels: { app: name } },
      topologyKey: 'kubernetes.io/hostname',
    });
    expect(podOf(hosted({ replicas: 2 })).pod.affinity).toEqual({
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: term('baton-confluence') },
        ],
      },
    });
    expect(podOf(hosted({ replicas: 1 })).pod.affinity).toBeUndefined();
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('proxy')] } };
    expect(podOf(hosted({ replicas: 2, pod: { affinity } })).pod.affinity).toEqual(affinity);
    const also = { ...affinity, nodeAffinity: {} };
    expect(podOf(hosted({ replicas: 2, pod: { affinity: also } })).pod.affinity).toEqual(affinity);
  });

  test('what is empty is left out: the provider takes it for nothing', () => {
    for (const affinity of [{}, { nodeAffinity: {}, podAffinity: {}, podAntiAffinity: {} }]) {
      const { pod } = podOf(hosted({ replicas: 2, pod: { affinity, dnsConfig: {} } }));
      expect(pod).not.toHaveProperty('affinity');
      expect(pod).not.toHaveProperty('dnsConfig');
    }
  });

  const onDisk = { name: 'cache', emptyDir: { sizeLimit: '8Gi' } };
  const inMemory = { name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } } as const;
  const configMap = { name: 'cache', configMap: { name: 'rules' } };

  test.each([
    ['a limit', hosted({ resources: { limits: { 'ephemeral-storage': '512Mi' } } }), '512Mi', '512Mi'],
    ['a lower request', hosted({ resources: { requests: { 'ephemeral-storage': '1Gi' } } }), '1Gi', '2Gi'],
    ['a higher request', hosted({ resources: { requests: { 'ephemeral-storage': '3Gi' } } }), '3Gi', '3Gi'],
    [
      'both',
      hosted({
        resources: { requests: { 'ephemeral-storage': '1Gi' }, limits: { 'ephemeral-storage': '9Gi' } },
      }),
      '1Gi',
      '9Gi',
    ],
    // The kubelet would take its content for the temporary folder's.
    ['a volume on disk', hosted({ pod: { volumes: [onDisk] } }), undefined, undefined],
    ['a volume in memory', hosted({ pod: { volumes: [inMemory] } }), '2Gi', '2Gi'],
    ['a volume of other data', hosted({ pod: { volumes: [configMap] } }), '2Gi', '2Gi'],
    [
      'a volume on disk and a limit',
      hosted({ pod: { volumes: [onDisk] }, resources: { limits: { 'ephemeral-storage': '10Gi' } } }),
      '10Gi',
      '10Gi',
    ],
    // It ends a pod that is over its request, and allows 10Gi at most.
    ['GKE Autopilot', hosted({ platform: 'gke-autopilot' }), '2Gi', '2Gi'],
  ])('disk with %s: the limit is that of the temporary folder', (...[, connector, request, limit]) => {
    const { pod, container } = podOf(connector);
    expect(container.resources?.requests?.['ephemeral-storage']).toBe(request);
    expect(container.resources?.limits?.['ephemeral-storage']).toBe(limit);
    expect(pod.volumes?.[0]).toEqual({ name: 'tmp', emptyDir: { sizeLimit: limit ?? '2Gi' } });
  });

  test.each([
    ['acme/wiki', 'Always'],
    ['acme/wiki:1.2', 'Always'],
    ['acme/wiki:1.2.3', 'IfNotPresent'],
    [`acme/wiki:latest@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    // No registry has it.
    ['bundled', 'IfNotPresent'],
  ])('%s is asked for as its tag moves, whoever runs it: %s', (image, policy) => {
    const own = localImage.replace('localhost/', '');
    const beside = { name: 'agent', image: image === 'bundled' ? own : image };
    const pod = { containers: [beside], initContainers: [{ ...beside, name: 'fetch' }] };
    const policies = (connector: SelfHostedConnectorConfig) => {
      const { containers, initContainers = [] } = podOf(connector).pod;
      return [...containers, ...initContainers].map(({ imagePullPolicy }) => imagePullPolicy);
    };
    expect(policies(hosted({ image, pod }))).toEqual([policy, policy, policy]);
    expect(policies(hosted({ image, imagePullPolicy: 'Never', pod }))).toEqual(['Never', policy, policy]);
  });

  test('on OpenShift, the namespace assigns user and group', () => {
    const { pod } = podOf(hosted({ platform: 'openshift' }));
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('rights of a container beside it that "restricted" refuses, if they are written', () => {
    const containers = (securityContext: object) => ({
      namespace: { podSecurity: 'privileged' as const },
      pod: { containers: [{ name: 'proxy', image: 'acme/proxy:1.0.0', securityContext }] },
    });
    const rights = (securityContext: object) =>
      podOf(hosted(containers(securityContext))).pod.containers[1]?.securityContext;
    const strict = {
      runAsNonRoot: true,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: false,
      capabilities: { drop: ['ALL'] },
    };
    expect(rights({})).toEqual(strict);
    expect(rights({ capabilities: { add: ['NET_ADMIN'] } })).toEqual({
      ...strict,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
    });
    // The API server refuses one without the other.
    expect(rights({ privileged: true, runAsNonRoot: false, runAsUser: 0 })).toEqual({
      ...strict,
      privileged: true,
      allowPrivilegeEscalation: true,
      runAsNonRoot: false,
      runAsUser: 0,
    });
  });

  test('variables of one’s own, from text, a Secret, a ConfigMap or the pod', () => {
    const { container } = podOf(
      hosted({
        env: [
          { name: 'LEVEL', value: '' },
          { name: 'HTTP_PROXY', valueFrom: { secretKeyRef: { name: 'proxy', key: 'url' } } },
          { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'place', key: 'region' } } },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
      }),
    );
    expect(container.env?.slice(-4)).toEqual([
      { name: 'LEVEL', value: '' },
      { name: 'HTTP_PROXY', valueFrom: { secretKeyRef: { name: 'proxy', key: 'url', optional: false } } },
      { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'place', key: 'region', optional: false } } },
      { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ]);
  });

  test.each([
    ['10s', 30],
    ['25s', 30],
    ['2m', 125],
  ] as const)('with %s for running tasks, the pod has %d s to stop', (shutdownGrace, seconds) => {
    const { pod } = podOf(hosted({ image: 'acme/confluence-sync:1.0.0', shutdownGrace }));
    expect(pod.terminationGracePeriodSeconds).toBe(seconds);
  });

  test('several pods, each with a name of its own to ConductorOne', () => {
    const connector = hosted({ replicas: 3 });
    expect(deployment(connector, '1').spec?.replicas).toBe(3);
    expect(podOf(connector).container.env).toContainEqual({
      name: 'BATON_HOST_ID',
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
    });
  });

  test('node placement', () => {
    const { pod } = podOf(everyOption);
    expect(pod.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(pod.tolerations).toEqual([
      { key: 'dedicated', operator: 'Equal', value: 'sync', effect: 'NoExecute', tolerationSeconds: 60 },
      { operator: 'Exists' },
    ]);
    expect(pod.priorityClassName).toBe('low');
  });

  test('a toleration’s operator is spelled out, as Terraform does', () => {
    const { pod } = podOf(hosted({ tolerations: [{ key: 'dedicated', effect: 'NoSchedule' }] }));
    expect(pod.tolerations).toEqual([{ key: 'dedicated', effect: 'NoSchedule', operator: 'Equal' }]);
  });

  test('certificate authorities are mounted from their ConfigMap, read-only', () => {
    const { pod, container } = podOf(hosted({ caBundle: { configMap: 'corporate-ca', key: 'bundle.pem' } }));
    expect(pod.volumes).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '2Gi' } },
      {
        name: 'ca',
        configMap: {
          name: 'corporate-ca',
          items: [{ key: 'bundle.pem', path: 'bundle.pem' }],
          optional: false,
        },
      },
    ]);
    expect(container.volumeMounts).toEqual([
      { name: 'tmp', mountPath: '/tmp', mountPropagation: 'None' },
      { name: 'ca', mountPath: '/etc/confluence-connector/ca', mountPropagation: 'None', readOnly: true },
    ]);
  });

  test('labels and annotations go to the Deployment and its pods, the vendor’s labels stay', () => {
    const { metadata, spec } = deployment(everyOption, '7');
    const labels = {
      team: 'identity',
      ...vendorLabels,
      app: 'baton-confluence-eu',
      ...recommendedLabels,
    };
    expect(metadata).toEqual({
      name: 'baton-confluence-eu',
      namespace: 'connectors',
      labels,
      annotations: {
        'acme.com/contact': 'identity@acme.com',
        'confluence-connector/api-key-expires': '2999-12-31',
      },
    });
    expect(spec?.template.metadata).toEqual({
      labels,
      annotations: {
        'acme.com/contact': 'identity@acme.com',
        'confluence-connector/secret-revision': '7',
      },
    });
  });

  test('the day the API token expires does not restart the pods', () => {
    const template = (expires: string) => deployment(hosted({}, { apiKey: { expires } }), '1').spec?.template;
    expect(template('2999-12-31')).toEqual(template('2998-12-31'));
  });
});
