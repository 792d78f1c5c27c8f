import type { NetworkPolicyV1Config } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { assertNothingLeft, only } from './leftover.ts';
import { terraformMetadata } from './metadata.ts';

/**
 * Translates a NetworkPolicy to a `kubernetes_network_policy_v1`.
 * @throws Error naming a field that has no translation
 */
export function terraformNetworkPolicy(object: INetworkPolicy): NetworkPolicyV1Config {
  const { apiVersion: _, kind: __, metadata, spec, ...rest } = object;
  assertNothingLeft(rest, 'NetworkPolicy');
  const { podSelector, policyTypes = [], egress, ...specRest } = spec ?? {};
  assertNothingLeft(specRest, 'NetworkPolicy.spec');
  const { matchLabels, ...selectorRest } = podSelector ?? {};
  assertNothingLeft(selectorRest, 'NetworkPolicy.spec.podSelector');
  return {
    metadata: terraformMetadata(metadata, 'NetworkPolicy'),
    spec: {
      podSelector: { matchLabels },
      policyTypes: [...policyTypes],
      egress: egress?.map(({ to, ports, ...rest }) => {
        assertNothingLeft(rest, 'NetworkPolicy.spec.egress');
        return {
          to: to?.map(({ ipBlock, ...rest }) => {
            assertNothingLeft(rest, 'NetworkPolicy.spec.egress.to');
            return {
              ipBlock: ipBlock && only(ipBlock, 'NetworkPolicy.spec.egress.to.ipBlock', 'cidr', 'except'),
            };
          }),
          ports: ports?.map(({ port, protocol, ...rest }) => {
            assertNothingLeft(rest, 'NetworkPolicy.spec.egress.ports');
            return { port: String(port), protocol };
          }),
        };
      }),
    },
  };
}
