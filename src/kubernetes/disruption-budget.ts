import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { SelfHostedConnector } from '../config/schema/config.ts';
import { metadata, selectorLabels } from './metadata.ts';

/** Lets a node be drained as long as another of the connector's pods runs on. */
export function disruptionBudget(connector: SelfHostedConnector): IPodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(connector),
    spec: { minAvailable: 1, selector: { matchLabels: selectorLabels(connector) } },
  };
}
