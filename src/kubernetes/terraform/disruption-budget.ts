import type { PodDisruptionBudgetV1Config } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { assertNothingLeft } from './leftover.ts';
import { terraformMetadata } from './metadata.ts';

/**
 * Translates a PodDisruptionBudget to a `kubernetes_pod_disruption_budget_v1`.
 * @throws Error naming a field that has no translation
 */
export function terraformDisruptionBudget(object: IPodDisruptionBudget): PodDisruptionBudgetV1Config {
  const { apiVersion: _, kind: __, metadata, spec, ...rest } = object;
  assertNothingLeft(rest, 'PodDisruptionBudget');
  const { minAvailable, selector, ...specRest } = spec ?? {};
  assertNothingLeft(specRest, 'PodDisruptionBudget.spec');
  const { matchLabels, ...selectorRest } = selector ?? {};
  assertNothingLeft(selectorRest, 'PodDisruptionBudget.spec.selector');
  return {
    metadata: terraformMetadata(metadata, 'PodDisruptionBudget'),
    spec: {
      ...(minAvailable !== undefined && { minAvailable: String(minAvailable) }),
      selector: { matchLabels },
    },
  };
}
