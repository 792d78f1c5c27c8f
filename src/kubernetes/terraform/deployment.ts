import type {
  DeploymentV1Config,
  DeploymentV1Spec,
  DeploymentV1SpecTemplateSpec,
  DeploymentV1SpecTemplateSpecContainer,
  DeploymentV1SpecTemplateSpecContainerLivenessProbe,
  DeploymentV1SpecTemplateSpecVolume,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IContainer, IEnvVarSource, IPodSpec, IProbe, IVolume } from 'kubernetes-models/v1';
import { assertNothingLeft, only } from './leftover.ts';
import { terraformMetadata } from './metadata.ts';
import {
  terraformAffinity,
  terraformDnsConfig,
  terraformHostAlias,
  terraformSpreadConstraint,
} from './placement.ts';

/**
 * Translates a Deployment to a `kubernetes_deployment_v1`: the same tree, with blocks in the singular and
 * some numbers as text.
 * @throws Error naming a field that has no translation
 */
export function terraformDeployment(object: IDeployment): DeploymentV1Config {
  const { apiVersion: _, kind: __, metadata, spec, ...rest } = object;
  assertNothingLeft(rest, 'Deployment');
  if (!spec) throw new Error('Deployment: spec is missing.');
  return { metadata: terraformMetadata(metadata, 'Deployment'), spec: deploymentSpec(spec) };
}

function deploymentSpec(spec: NonNullable<IDeployment['spec']>): DeploymentV1Spec {
  const { replicas, selector, strategy, template, ...rest } = spec;
  assertNothingLeft(rest, 'Deployment.spec');
  const { matchLabels, ...selectorRest } = selector;
  assertNothingLeft(selectorRest, 'Deployment.spec.selector');
  const { metadata, spec: pod, ...templateRest } = template;
  assertNothingLeft(templateRest, 'Deployment.spec.template');
  if (!pod) throw new Error('Deployment.spec.template: spec is missing.');
  return {
    replicas: text(replicas),
    selector: { matchLabels },
    ...(strategy && { strategy: deploymentStrategy(strategy) }),
    template: { metadata: terraformMetadata(metadata, 'Deployment.spec.template'), spec: podSpec(pod) },
  };
}

function deploymentStrategy(strategy: NonNullable<NonNullable<IDeployment['spec']>['strategy']>) {
  const { type, rollingUpdate, ...rest } = strategy;
  assertNothingLeft(rest, 'Deployment.spec.strategy');
  const { maxSurge, maxUnavailable, ...rollingRest } = rollingUpdate ?? {};
  assertNothingLeft(rollingRest, 'Deployment.spec.strategy.rollingUpdate');
  return { type, rollingUpdate: { maxSurge: text(maxSurge), maxUnavailable: text(maxUnavailable) } };
}

function podSpec(spec: IPodSpec): DeploymentV1SpecTemplateSpec {
  const {
    containers,
    initContainers,
    volumes,
    tolerations,
    affinity,
    topologySpreadConstraints,
    dnsConfig,
    hostAliases,
    imagePullSecrets,
    securityContext,
    // The same in both.
    serviceAccountName,
    automountServiceAccountToken,
    enableServiceLinks,
    shareProcessNamespace,
    terminationGracePeriodSeconds,
    nodeSelector,
    priorityClassName,
    runtimeClassName,
    schedulerName,
    dnsPolicy,
    ...rest
  } = spec;
  assertNothingLeft(rest, 'pod spec');
  const { runAsUser, runAsGroup, fsGroup, runAsNonRoot, seccompProfile, ...contextRest } =
    securityContext ?? {};
  assertNothingLeft(contextRest, 'pod spec.securityContext');
  return {
    serviceAccountName,
    automountServiceAccountToken,
    enableServiceLinks,
    shareProcessNamespace,
    terminationGracePeriodSeconds,
    nodeSelector,
    priorityClassName,
    runtimeClassName,
    schedulerName,
    dnsPolicy,
    affinity: affinity && terraformAffinity(affinity),
    topologySpreadConstraint: topologySpreadConstraints?.map(terraformSpreadConstraint),
    dnsConfig: dnsConfig && terraformDnsConfig(dnsConfig),
    hostAliases: hostAliases?.map(terraformHostAlias),
    securityContext: {
      runAsNonRoot,
      runAsUser: text(runAsUser),
      runAsGroup: text(runAsGroup),
      fsGroup: text(fsGroup),
      seccompProfile:
        seccompProfile && only(seccompProfile, 'pod spec.securityContext.seccompProfile', 'type'),
    },
    imagePullSecrets: imagePullSecrets?.map(({ name = '', ...rest }) => {
      assertNothingLeft(rest, 'pod spec.imagePullSecrets');
      return { name };
    }),
    toleration: tolerations?.map(({ tolerationSeconds, ...toleration }) => ({
      ...only(toleration, 'pod spec.tolerations', 'key', 'operator', 'value', 'effect'),
      tolerationSeconds: text(tolerationSeconds),
    })),
    initContainer: initContainers?.map(container),
    container: containers.map(container),
    volume: volumes?.map(volume),
  };
}

function container(spec: IContainer): DeploymentV1SpecTemplateSpecContainer {
  const {
    env,
    envFrom,
    ports,
    resources,
    securityContext,
    startupProbe,
    readinessProbe,
    livenessProbe,
    volumeMounts,
    // The same in both.
    name,
    image,
    imagePullPolicy,
    command,
    args,
    workingDir,
    ...rest
  } = spec;
  assertNothingLeft(rest, 'container');
  const {
    runAsUser,
    runAsGroup,
    runAsNonRoot,
    privileged,
    allowPrivilegeEscalation,
    readOnlyRootFilesystem,
    capabilities,
    ...contextRest
  } = securityContext ?? {};
  assertNothingLeft(contextRest, 'container.securityContext');
  const { requests, limits, ...resourcesRest } = resources ?? {};
  assertNothingLeft(resourcesRest, 'container.resources');
  return {
    name,
    image,
    imagePullPolicy,
    command,
    args,
    workingDir,
    env: env?.map(({ valueFrom, ...variable }) => ({
      ...only(variable, 'container.env', 'name', 'value'),
      ...(valueFrom && { valueFrom: valueSource(valueFrom) }),
    })),
    envFrom: envFrom?.map(({ secretRef, ...rest }) => {
      assertNothingLeft(rest, 'container.envFrom');
      const { name = '', optional, ...secretRest } = secretRef ?? {};
      assertNothingLeft(secretRest, 'container.envFrom.secretRef');
      return { secretRef: { name, optional } };
    }),
    port: ports?.map((port) => only(port, 'container.ports', 'name', 'containerPort', 'protocol')),
    resources: { requests: amounts(requests), limits: amounts(limits) },
    securityContext: {
      runAsUser: text(runAsUser),
      runAsGroup: text(runAsGroup),
      runAsNonRoot,
      privileged,
      allowPrivilegeEscalation,
      readOnlyRootFilesystem,
      capabilities:
        capabilities && only(capabilities, 'container.securityContext.capabilities', 'add', 'drop'),
    },
    startupProbe: probe(startupProbe),
    readinessProbe: probe(readinessProbe),
    livenessProbe: probe(livenessProbe),
    volumeMount: volumeMounts?.map((mount) =>
      only(mount, 'container.volumeMounts', 'name', 'mountPath', 'mountPropagation', 'readOnly', 'subPath'),
    ),
  };
}

function valueSource(spec: IEnvVarSource) {
  const { fieldRef, configMapKeyRef, secretKeyRef, ...rest } = spec;
  assertNothingLeft(rest, 'container.env.valueFrom');
  const where = 'container.env.valueFrom';
  return {
    fieldRef: fieldRef && only(fieldRef, `${where}.fieldRef`, 'apiVersion', 'fieldPath'),
    configMapKeyRef:
      configMapKeyRef && only(configMapKeyRef, `${where}.configMapKeyRef`, 'name', 'key', 'optional'),
    secretKeyRef: secretKeyRef && only(secretKeyRef, `${where}.secretKeyRef`, 'name', 'key', 'optional'),
  };
}

function probe(spec: IProbe | undefined): DeploymentV1SpecTemplateSpecContainerLivenessProbe | undefined {
  if (!spec) return undefined;
  const { httpGet, tcpSocket, exec, ...timing } = spec;
  const { path, port, scheme, ...httpRest } = httpGet ?? {};
  assertNothingLeft(httpRest, 'probe.httpGet');
  const { port: socketPort, ...socketRest } = tcpSocket ?? {};
  assertNothingLeft(socketRest, 'probe.tcpSocket');
  return {
    ...only(timing, 'probe', 'initialDelaySeconds', 'periodSeconds', 'failureThreshold', 'timeoutSeconds'),
    ...(httpGet && { httpGet: { path, port: text(port), scheme } }),
    ...(tcpSocket && { tcpSocket: [{ port: String(socketPort) }] }),
    ...(exec && { exec: only(exec, 'probe.exec', 'command') }),
  };
}

function volume(spec: IVolume): DeploymentV1SpecTemplateSpecVolume {
  const { name, emptyDir, configMap, secret, persistentVolumeClaim, ...rest } = spec;
  assertNothingLeft(rest, 'volume');
  const { sizeLimit, medium, ...emptyDirRest } = emptyDir ?? {};
  assertNothingLeft(emptyDirRest, 'volume.emptyDir');
  const {
    items: secretItems,
    secretName,
    optional: secretOptional,
    defaultMode,
    ...secretRest
  } = secret ?? {};
  assertNothingLeft(secretRest, 'volume.secret');
  const { name: configMapName, items, optional, ...configMapRest } = configMap ?? {};
  assertNothingLeft(configMapRest, 'volume.configMap');
  return {
    name,
    ...(emptyDir && { emptyDir: { medium, sizeLimit: text(sizeLimit) } }),
    ...(secret && {
      secret: {
        secretName,
        optional: secretOptional,
        // In octal.
        defaultMode: defaultMode === undefined ? undefined : `0${defaultMode.toString(8)}`,
        items: secretItems?.map((item) => only(item, 'volume.secret.items', 'key', 'path')),
      },
    }),
    ...(persistentVolumeClaim && {
      persistentVolumeClaim: only(
        persistentVolumeClaim,
        'volume.persistentVolumeClaim',
        'claimName',
        'readOnly',
      ),
    }),
    ...(configMap && {
      configMap: {
        name: configMapName,
        optional,
        items: items?.map((item) => only(item, 'volume.configMap.items', 'key', 'path')),
      },
    }),
  };
}

/** A quantity map: Terraform knows quantities as text only. */
function amounts(quantities: Readonly<Record<string, string | number>> | undefined) {
  return (
    quantities && Object.fromEntries(Object.entries(quantities).map(([key, value]) => [key, String(value)]))
  );
}

function text(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
