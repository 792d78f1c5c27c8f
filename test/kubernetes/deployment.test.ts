import { describe, expect, test } from '@jest/globals';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { environment } from '../../src/kubernetes/environment.ts';
import { everyOption, hosted, podOf, recommendedLabels, vendorLabels } from './connectors.ts';

test('by default: the vendor’s names and labels, as a platform team wants them', () => {
  expect(deployment(hosted(), '1-abc')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'baton-confluence',
      namespace: 'conductorone',
      labels: { ...vendorLabels, ...recommendedLabels },
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'baton-confluence' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: {
          labels: { ...vendorLabels, ...recommendedLabels },
          annotations: { 'confluence-connector/secret-revision': '1-abc' },
        },
        spec: {
          serviceAccountName: 'baton-confluence',
          automountServiceAccountToken: false,
          shareProcessNamespace: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          schedulerName: 'default-scheduler',
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'baton-confluence',
              image: 'public.ecr.aws/conductorone/baton-confluence:0.0.24',
              imagePullPolicy: 'IfNotPresent',
              envFrom: [{ secretRef: { name: 'confluence-credentials', optional: false } }],
              env: [
                { name: 'BATON_LOG_LEVEL', value: 'info' },
                { name: 'BATON_HEALTH_CHECK', value: 'true' },
                { name: 'BATON_HEALTH_CHECK_BIND_ADDRESS', value: '0.0.0.0' },
                { name: 'BATON_HEALTH_CHECK_PORT', value: '8081' },
                { name: 'BATON_SKIP_PERSONAL_SPACES', value: 'true' },
                { name: 'TMPDIR', value: '/tmp' },
                { name: 'BATON_HOST_ID', value: 'baton-confluence' },
              ],
              ports: [{ name: 'health', containerPort: 8081, protocol: 'TCP' }],
              resources: {
                requests: { cpu: '100m', memory: '512Mi', 'ephemeral-storage': '2Gi' },
                limits: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '2Gi' },
              },
              securityContext: {
                runAsNonRoot: true,
                privileged: false,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              startupProbe: {
                httpGet: { path: '/live', port: 'health', scheme: 'HTTP' },
                timeoutSeconds: 5,
                periodSeconds: 2,
                failureThreshold: 60,
              },
              readinessProbe: {
                httpGet: { path: '/ready', port: 'health', scheme: 'HTTP' },
                timeoutSeconds: 5,
                periodSeconds: 10,
                failureThreshold: 3,
              },
              livenessProbe: {
                httpGet: { path: '/live', port: 'health', scheme: 'HTTP' },
                timeoutSeconds: 5,
                periodSeconds: 30,
                failureThreshold: 3,
              },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp', mountPropagation: 'None' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '2Gi' } }],
        },
      },
    },
  });
});

describe.each([
  ['by default', hosted()],
  ['with every option', everyOption],
])('whatever is chosen: %s', (_, connector) => {
  const { pod, container } = podOf(connector);

  test('"restricted" Pod Security admits the pod', () => {
    expect({
      hostNamespaces: [pod.hostNetwork, pod.hostPID, pod.hostIPC],
      seccomp: pod.securityContext?.seccompProfile?.type,
      nonRoot: pod.securityContext?.runAsNonRoot,
    }).toEqual({
      hostNamespaces: [undefined, undefined, undefined],
      seccomp: 'RuntimeDefault',
      nonRoot: true,
    });
    for (const { securityContext, ports = [] } of [...pod.containers, ...(pod.initContainers ?? [])]) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        privileged: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(ports.filter((port) => 'hostPort' in port)).toEqual([]);
    }
    for (const { name: _, ...source } of pod.volumes ?? []) {
      expect(['configMap', 'emptyDir', 'persistentVolumeClaim', 'secret']).toContain(
        Object.keys(source).join(),
      );
    }
  });

  test('no probe calls Confluence', () => {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    expect([startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet?.path)).toEqual([
      '/live',
      '/ready',
      '/live',
    ]);
  });

  test('the probes go to where the health server listens', () => {
    const port = container.ports?.find(({ name }) => name === 'health')?.containerPort;
    expect(container.env).toContainEqual({ name: 'BATON_HEALTH_CHECK_PORT', value: String(port) });
  });

  test('every volume of the connector is mounted, every mount has its volume', () => {
    const names = (named: readonly { readonly name: string }[] | undefined) => named?.map(({ name }) => name);
    const added = connector.hosting.pod.volumes?.length ?? 0;
    expect(names(container.volumeMounts)).toEqual(names(pod.volumes?.slice(0, -added || undefined)));
  });

  test('label and annotation values and variables are text', () => {
    const { metadata, spec } = deployment(connector, '1');
    const values = [
      metadata?.labels,
      metadata?.annotations,
      spec?.template.metadata?.labels,
      spec?.template.metadata?.annotations,
    ].flatMap((map) => Object.values(map ?? {}));
    const variables = (container.env ?? []).flatMap(({ value, valueFrom }) => (valueFrom ? [] : [value]));
    expect([...values, ...variables].filter((value) => typeof value !== 'string')).toEqual([]);
  });

  test('the selector picks the pods', () => {
    const { spec } = deployment(connector, '1');
    expect(spec?.template.metadata?.labels).toMatchObject(spec?.selector.matchLabels ?? { missing: '' });
  });

  test('the container’s variables are the connector’s environment, who it is, and what is added', () => {
    const own = Object.entries(environment(connector)).map(([name, value]) => ({ name, value }));
    const { env = [] } = container;
    expect(env.slice(0, own.length)).toEqual(own);
    expect(env.slice(own.length).map(({ name }) => name)).toEqual([
      'BATON_HOST_ID',
      ...connector.hosting.env.map(({ name }) => name),
    ]);
  });
});
