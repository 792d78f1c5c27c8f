import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { INamespace, IServiceAccount } from 'kubernetes-models/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { deployment } from './deployment.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { managedBy, metadata } from './metadata.ts';
import { networkPolicy } from './network-policy.ts';
import { validate } from './validate.ts';

/** The level of Pod Security that the workload keeps to, the strictest. */
export const podSecurityLevel = 'restricted';

/** The connector's objects on Kubernetes, without its Secret: each way of delivery makes that its own way. */
export interface Workload {
  /** Absent where somebody else makes it. */
  readonly namespace?: INamespace;
  readonly serviceAccount: IServiceAccount;
  readonly deployment: IDeployment;
  /** Absent where it is switched off. */
  readonly networkPolicy?: INetworkPolicy;
  /** Absent where there is one pod only, which could never be evicted. */
  readonly disruptionBudget?: IPodDisruptionBudget;
}

/**
 * Builds and validates a connector's workload.
 * @param secretRevision changes whenever the Secret's content does
 * @throws Error naming the object and the field that the Kubernetes API would refuse
 */
export function workload(connector: SelfHostedConnectorConfig, secretRevision: string): Workload {
  const { hosting } = connector;
  const built: Workload = {
    ...(hosting.namespace.create && { namespace: namespace(connector) }),
    serviceAccount: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(connector),
      automountServiceAccountToken: false,
    },
    deployment: deployment(connector, secretRevision),
    ...(hosting.networkPolicy && { networkPolicy: networkPolicy(connector) }),
    ...(hosting.replicas > 1 && { disruptionBudget: disruptionBudget(connector) }),
  };
  for (const object of Object.values(built)) validate(object);
  return built;
}

/**
 * What keeps Argo CD and Flux from deleting the namespace, with everybody's objects in it, once it has left the
 * repository or the tool's own object has gone. Terraform sets it too, so that either can take over.
 */
const kept = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
} as const;

/** The namespace belongs to no connector in particular: of their labels it has the user's own only. */
function namespace({ hosting }: SelfHostedConnectorConfig): INamespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: hosting.namespace.name,
      labels: {
        ...hosting.labels,
        'app.kubernetes.io/part-of': 'conductorone',
        ...managedBy,
        'pod-security.kubernetes.io/enforce': hosting.namespace.podSecurity,
      },
      annotations: kept,
    },
  };
}
