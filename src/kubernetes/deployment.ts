import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IContainer, IEnvVar, IPodSpec, IProbe, IVolume, IVolumeMount } from 'kubernetes-models/v1';
import { secretName, workloadName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { milliseconds } from '../config/schema/duration.ts';
import { usualPullPolicy } from '../config/schema/image.ts';
import { usualDisk } from '../config/schema/resources.ts';
import {
  caFolder,
  environment,
  healthPort,
  mountedKeys,
  secretFolder,
  temporaryFolder,
} from './environment.ts';
import { expiryAnnotation, labels, metadata, revisionAnnotation, selectorLabels } from './metadata.ts';
import { podAdditions, variable } from './pod-additions.ts';

/** The user and group `nonroot` of distroless images. */
const nonRoot = 65532;

/**
 * The Deployment: one pod that "restricted" Pod Security admits. It spells out some defaults that
 * hashicorp/kubernetes writes, so that both deliveries give the cluster the same object.
 * @param secretRevision changes whenever the Secret's content does, so that the pods restart
 */
export function deployment(connector: SelfHostedConnectorConfig, secretRevision: string): IDeployment {
  const { expires } = connector.apiKey;
  const common = metadata(connector);
  const annotations = {
    ...common.annotations,
    ...(expires && { [expiryAnnotation]: expires }),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...common, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      // Several pods share the credential, and ConductorOne deals the tasks out: one is enough, and a second one
      // during an update does no harm.
      replicas: connector.hosting.replicas,
      selector: { matchLabels: selectorLabels(connector) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: {
          labels: labels(connector),
          annotations: {
            ...common.annotations,
            [revisionAnnotation]: secretRevision,
          },
        },
        spec: podSpec(connector),
      },
    },
  };
}

function podSpec(connector: SelfHostedConnectorConfig): IPodSpec {
  const { hosting } = connector;
  const { caBundle } = hosting;
  const { containers = [], volumes = [], ...additions } = podAdditions(connector);
  return {
    ...additions,
    serviceAccountName: workloadName(connector),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    shareProcessNamespace: false,
    terminationGracePeriodSeconds: Math.max(30, graceSeconds(connector) + 5),
    securityContext: {
      runAsNonRoot: true,
      // OpenShift assigns them from the namespace's range, and refuses any others.
      ...(hosting.platform !== 'openshift' && {
        runAsUser: nonRoot,
        runAsGroup: nonRoot,
        fsGroup: nonRoot,
      }),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(hosting.imagePullSecrets.length > 0 && {
      imagePullSecrets: hosting.imagePullSecrets.map((name) => ({ name })),
    }),
    ...(Object.keys(hosting.nodeSelector).length > 0 && { nodeSelector: hosting.nodeSelector }),
    ...(hosting.tolerations.length > 0 && {
      tolerations: hosting.tolerations.map((toleration) => ({
        ...toleration,
        operator: toleration.operator ?? 'Equal',
      })),
    }),
    ...(hosting.priorityClassName && { priorityClassName: hosting.priorityClassName }),
    containers: [container(connector), ...containers],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: hosting.resources.limits['ephemeral-storage'] ?? usualDisk } },
      ...(caBundle
        ? [
            {
              name: 'ca',
              configMap: {
                name: caBundle.configMap,
                items: [{ key: caBundle.key, path: caBundle.key }],
                optional: false,
              },
            },
          ]
        : []),
      ...(hosting.mountSecret ? [credentials(connector)] : []),
      ...volumes,
    ],
  };
}

/** The Secret's keys as files, for the pod's group. */
function credentials(connector: SelfHostedConnectorConfig): IVolume {
  return {
    name: 'credentials',
    secret: {
      secretName: secretName(connector),
      items: mountedKeys.map((key) => ({ key, path: key })),
      defaultMode: 0o440,
      optional: false,
    },
  };
}

function container(connector: SelfHostedConnectorConfig): IContainer {
  const { hosting } = connector;
  return {
    name: workloadName(connector),
    image: hosting.image,
    imagePullPolicy: hosting.imagePullPolicy ?? usualPullPolicy(hosting.image),
    ...(!hosting.mountSecret && {
      envFrom: [{ secretRef: { name: secretName(connector), optional: false } }],
    }),
    env: [
      ...Object.entries(environment(connector)).map(([name, value]) => ({ name, value })),
      hostId(connector),
      ...hosting.env.map(variable),
    ],
    ports: [{ name: 'health', containerPort: healthPort, protocol: 'TCP' }],
    resources: { requests: { ...hosting.resources.requests }, limits: { ...hosting.resources.limits } },
    securityContext: {
      // The pod says so too, but hashicorp/kubernetes writes false here where nothing is said.
      runAsNonRoot: true,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    // Never /health: it calls Confluence, and an outage there is no reason to restart the pod.
    startupProbe: probe('/live', { periodSeconds: 2, failureThreshold: 60 }),
    readinessProbe: probe('/ready', { periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: probe('/live', { periodSeconds: 30, failureThreshold: 3 }),
    volumeMounts: [
      mount('tmp', temporaryFolder),
      ...(hosting.caBundle ? [{ ...mount('ca', caFolder), readOnly: true }] : []),
      ...(hosting.mountSecret ? [{ ...mount('credentials', secretFolder), readOnly: true }] : []),
    ],
  };
}

/**
 * What ConductorOne knows a running connector by; by default, the name of its host, which is the pod's and another one
 * after every restart. A pod that is the only one goes by the Deployment's name, as on the vendor's page. Where
 * several run side by side, each needs a name of its own: that of the host would be cut off at 63 characters.
 */
function hostId(connector: SelfHostedConnectorConfig): IEnvVar {
  const name = 'BATON_HOST_ID';
  return connector.hosting.replicas === 1
    ? { name, value: workloadName(connector) }
    : { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } };
}

/** How long running tasks may take to finish when the pod is stopped. */
function graceSeconds({ hosting: { shutdownGrace = '25s' } }: SelfHostedConnectorConfig): number {
  return (milliseconds(shutdownGrace) ?? 0) / 1000;
}

function mount(name: string, mountPath: string): IVolumeMount {
  return { name, mountPath, mountPropagation: 'None' };
}

function probe(path: string, timing: Pick<IProbe, 'periodSeconds' | 'failureThreshold'>): IProbe {
  return { httpGet: { path, port: 'health', scheme: 'HTTP' }, timeoutSeconds: 5, ...timing };
}
