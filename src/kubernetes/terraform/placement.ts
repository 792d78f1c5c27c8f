import type {
  DeploymentV1SpecTemplateSpecAffinity,
  DeploymentV1SpecTemplateSpecAffinityNodeAffinity,
  DeploymentV1SpecTemplateSpecAffinityPodAffinity,
  DeploymentV1SpecTemplateSpecDnsConfig,
  DeploymentV1SpecTemplateSpecHostAliases,
  DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1';
import type {
  IAffinity,
  IHostAlias,
  INodeAffinity,
  INodeSelectorTerm,
  IPodAffinity,
  IPodAffinityTerm,
  IPodDNSConfig,
  ITopologySpreadConstraint,
} from 'kubernetes-models/v1';
import { assertNothingLeft, only } from './leftover.ts';

/** Translates where a pod may run by the labels of nodes and of other pods. */
export function terraformAffinity(spec: IAffinity): DeploymentV1SpecTemplateSpecAffinity {
  const { nodeAffinity, podAffinity, podAntiAffinity, ...rest } = spec;
  assertNothingLeft(rest, 'pod spec.affinity');
  return {
    nodeAffinity: nodeAffinity && byNodes(nodeAffinity),
    podAffinity: podAffinity && byPods(podAffinity, 'pod spec.affinity.podAffinity'),
    podAntiAffinity: podAntiAffinity && byPods(podAntiAffinity, 'pod spec.affinity.podAntiAffinity'),
  };
}

function byNodes(spec: INodeAffinity): DeploymentV1SpecTemplateSpecAffinityNodeAffinity {
  const where = 'pod spec.affinity.nodeAffinity';
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    ...rest
  } = spec;
  assertNothingLeft(rest, where);
  const { nodeSelectorTerms = [], ...requiredRest } = required ?? {};
  assertNothingLeft(requiredRest, `${where}.required`);
  return {
    ...(required && {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerm: nodeSelectorTerms.map(term) },
    }),
    preferredDuringSchedulingIgnoredDuringExecution: preferred?.map(({ weight, preference, ...rest }) => {
      assertNothingLeft(rest, `${where}.preferred`);
      return { weight, preference: term(preference) };
    }),
  };
}

function term({ matchExpressions, ...rest }: INodeSelectorTerm) {
  assertNothingLeft(rest, 'pod spec.affinity.nodeAffinity.term');
  return { matchExpressions: expressions(matchExpressions) };
}

function byPods(spec: IPodAffinity, where: string): DeploymentV1SpecTemplateSpecAffinityPodAffinity {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    ...rest
  } = spec;
  assertNothingLeft(rest, where);
  const podTerm = ({ labelSelector, ...same }: IPodAffinityTerm) => ({
    ...only(same, `${where}.term`, 'namespaces', 'topologyKey'),
    ...(labelSelector && { labelSelector: [selector(labelSelector)] }),
  });
  return {
    requiredDuringSchedulingIgnoredDuringExecution: required?.map(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: preferred?.map(
      ({ weight, podAffinityTerm, ...rest }) => {
        assertNothingLeft(rest, `${where}.preferred`);
        return { weight, podAffinityTerm: podTerm(podAffinityTerm) };
      },
    ),
  };
}

/** Translates how evenly pods spread. */
export function terraformSpreadConstraint({
  labelSelector,
  ...same
}: ITopologySpreadConstraint): DeploymentV1SpecTemplateSpecTopologySpreadConstraint {
  return {
    ...only(same, 'pod spec.topologySpreadConstraints', 'maxSkew', 'topologyKey', 'whenUnsatisfiable'),
    ...(labelSelector && { labelSelector: [selector(labelSelector)] }),
  };
}

/** Translates how a pod resolves names. */
export function terraformDnsConfig({
  options,
  ...same
}: IPodDNSConfig): DeploymentV1SpecTemplateSpecDnsConfig {
  return {
    ...only(same, 'pod spec.dnsConfig', 'nameservers', 'searches'),
    option: options?.map(({ name = '', value, ...rest }) => {
      assertNothingLeft(rest, 'pod spec.dnsConfig.options');
      return { name, value };
    }),
  };
}

/** Translates a line of a pod's /etc/hosts. */
export function terraformHostAlias({
  ip,
  hostnames = [],
  ...rest
}: IHostAlias): DeploymentV1SpecTemplateSpecHostAliases {
  assertNothingLeft(rest, 'pod spec.hostAliases');
  return { ip, hostnames: [...hostnames] };
}

function selector({ matchLabels, matchExpressions, ...rest }: ILabelSelector) {
  assertNothingLeft(rest, 'pod spec.labelSelector');
  return { matchLabels, matchExpressions: expressions(matchExpressions) };
}

function expressions(
  list:
    | readonly { readonly key: string; readonly operator: string; readonly values?: string[] }[]
    | undefined,
) {
  return list?.map((expression) =>
    only(expression, 'pod spec.matchExpressions', 'key', 'operator', 'values'),
  );
}
