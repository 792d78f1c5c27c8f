import type { IContainer, IPodSpec, IVolume } from 'kubernetes-models/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { usualPullPolicy } from '../config/schema/image.ts';
import { selectorLabels } from './metadata.ts';

type Additions = SelfHostedConnectorConfig['hosting']['pod'];
type Sidecar = NonNullable<Additions['containers']>[number];
type Variable = NonNullable<Sidecar['env']>[number];

/**
 * What the user adds to the pod's spec. Containers get what "restricted" Pod Security asks of them, and defaults that
 * hashicorp/kubernetes writes or never takes away again are spelled out.
 */
export function podAdditions(connector: SelfHostedConnectorConfig): Partial<IPodSpec> {
  const { pod, replicas } = connector.hosting;
  const { affinity, containers, initContainers, volumes, schedulerName, dnsConfig, ...same } = pod;
  const near = affinity ? withoutEmpty(affinity) : replicas > 1 ? apart(connector) : {};
  return {
    ...withoutEmpty({ affinity: near as IPodSpec['affinity'] }),
    ...(same as Partial<IPodSpec>),
    schedulerName: schedulerName ?? 'default-scheduler',
    ...withoutEmpty({ dnsConfig: dnsConfig && resolver(dnsConfig) }),
    ...(initContainers && { initContainers: initContainers.map(sidecar) }),
    ...(containers && { containers: containers.map(sidecar) }),
    ...(volumes && { volumes: volumes.map(volume) }),
  };
}

/** Without objects that are empty and mean nothing: hashicorp/kubernetes would add them again in every plan. */
function withoutEmpty<Kind extends object>(objects: Kind): Partial<Kind> {
  const filled = Object.entries(objects).filter(([, object]) => object && Object.keys(object).length > 0);
  return Object.fromEntries(filled) as Partial<Kind>;
}

/** Each pod goes to a node of its own if there are as many. */
function apart(connector: SelfHostedConnectorConfig): IPodSpec['affinity'] {
  const term = {
    labelSelector: { matchLabels: selectorLabels(connector) },
    topologyKey: 'kubernetes.io/hostname',
  };
  const preferred = [{ weight: 100, podAffinityTerm: term }];
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
}

function resolver({ options, ...same }: NonNullable<Additions['dnsConfig']>): IPodSpec['dnsConfig'] {
  return {
    ...(same as IPodSpec['dnsConfig']),
    ...(options && { options: options.map(({ name, value = '' }) => ({ name, value })) }),
  };
}

function sidecar({
  env,
  ports,
  resources = {},
  securityContext,
  volumeMounts,
  ...same
}: Sidecar): IContainer {
  const { requests, limits } = resources;
  return {
    ...(same as Pick<IContainer, 'name'>),
    imagePullPolicy: same.imagePullPolicy ?? usualPullPolicy(same.image),
    ...(env && { env: env.map(variable) }),
    ...(ports && {
      ports: ports.map(({ protocol = 'TCP', ...port }) => ({ ...port, protocol })) as IContainer['ports'],
    }),
    // The API server takes limits for the requests where there are none, which Terraform would take away again.
    resources: { requests: { ...limits, ...requests }, limits: { ...limits } },
    securityContext: rightsOf(securityContext),
    ...probesOf(same),
    ...(volumeMounts && {
      volumeMounts: volumeMounts.map((mount) => ({
        ...mount,
        mountPropagation: 'None',
      })) as IContainer['volumeMounts'],
    }),
  };
}

/** What "restricted" Pod Security asks for, but for what is written. */
function rightsOf({
  privileged = false,
  runAsNonRoot = true,
  readOnlyRootFilesystem = false,
  allowPrivilegeEscalation = privileged,
  capabilities: { add, drop = ['ALL'] } = {},
  ...ids
}: NonNullable<Sidecar['securityContext']> = {}): IContainer['securityContext'] {
  return {
    runAsNonRoot,
    privileged,
    allowPrivilegeEscalation,
    readOnlyRootFilesystem,
    ...(ids as { readonly runAsUser?: number; readonly runAsGroup?: number }),
    capabilities: { ...(add && { add: [...add] }), drop: [...drop] },
  };
}

/** A variable of a container. */
export function variable({ name, value, valueFrom }: Variable): NonNullable<IContainer['env']>[number] {
  const { fieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  return {
    name,
    ...(value !== undefined && { value }),
    ...(fieldRef && { valueFrom: { fieldRef: { apiVersion: 'v1', ...fieldRef } } }),
    ...(configMapKeyRef && { valueFrom: { configMapKeyRef: { ...configMapKeyRef, optional: false } } }),
    ...(secretKeyRef && { valueFrom: { secretKeyRef: { ...secretKeyRef, optional: false } } }),
  };
}

function probesOf(container: Sidecar): Partial<IContainer> {
  return Object.fromEntries(
    (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((key) => {
      const probe = container[key];
      if (!probe) return [];
      const { httpGet } = probe;
      return [[key, { ...probe, ...(httpGet && { httpGet: { scheme: 'HTTP', ...httpGet } }) }]];
    }),
  );
}

function volume({
  name,
  emptyDir,
  configMap,
  secret,
  persistentVolumeClaim: claim,
}: NonNullable<Additions['volumes']>[number]): IVolume {
  return {
    name,
    ...(emptyDir && { emptyDir }),
    ...(configMap && { configMap: { ...configMap, optional: configMap.optional ?? false } }),
    ...(secret && { secret: { ...secret, optional: secret.optional ?? false } }),
    ...(claim && { persistentVolumeClaim: { ...claim, readOnly: claim.readOnly ?? false } }),
  } as IVolume;
}
