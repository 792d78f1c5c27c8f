import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { metadata, selectorLabels } from './metadata.ts';

/** Lets a node be drained as long as another of the connector's pods runs on. */
export function disruptionBudget(connector: SelfHostedConnectorConfig): IPodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(connector),
    spec: { minAvailable: 1, selector: { matchLabels: selectorLabels(connector) } },
  };
}
