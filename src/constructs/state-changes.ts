import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { addressOf } from './address.ts';

/** What a connector may have on Kubernetes, at one time or another. */
const types = [
  'kubernetes_deployment_v1',
  'kubernetes_namespace_v1',
  'kubernetes_network_policy_v1',
  'kubernetes_pod_disruption_budget_v1',
  'kubernetes_secret_v1',
  'kubernetes_service_account_v1',
] as const;

/**
 * What becomes of resources that a stack's state has and its configuration does not, or the other way round. Without a
 * word, Terraform would destroy the ones, and without a provider's block in whichever cluster the environment points at;
 * and it would fail to make the others.
 */
export class StateChanges extends TerraformElement {
  readonly #letGo = new Set<string>();
  readonly #moved = new Map<string, string>();
  readonly #adopted = new Map<string, string>();

  /** Those of the stack that a construct stands in. */
  static of(scope: Construct): StateChanges {
    const stack = TerraformStack.of(scope);
    const present = stack.node.tryFindChild('state-changes');
    return present instanceof StateChanges ? present : new StateChanges(stack, 'state-changes');
  }

  /** Has Terraform forget resources. It calls no cluster for that, and what they stand for goes on. */
  letGo(addresses: readonly string[]): void {
    for (const address of addresses) this.#letGo.add(address);
  }

  /** Has Terraform take resources for the one that stands at another address now. */
  move(addresses: readonly string[], to: string): void {
    for (const address of addresses) this.#moved.set(address, to);
  }

  /** Has Terraform take over what exists already, as what stands at an address. @param id as the provider imports it */
  adopt(address: string, id: string): void {
    this.#adopted.set(address, id);
  }

  override toTerraform(): object {
    // What another connector of the same stack has there is its own.
    const declared = new Set(
      TerraformStack.of(this)
        .node.findAll()
        .flatMap((element) => (element instanceof TerraformResource ? [addressOf(element)] : [])),
    );
    const moved = [...this.#moved]
      .filter(([from]) => !declared.has(from))
      .map(([from, to]) => ({ from, to }));
    const letGo = [...this.#letGo].filter((from) => !this.#moved.has(from) && !declared.has(from)).sort();
    return {
      ...(letGo.length > 0 && { removed: letGo.map((from) => ({ from, lifecycle: { destroy: false } })) }),
      ...(moved.length > 0 && { moved }),
      ...(this.#adopted.size > 0 && { import: [...this.#adopted].map(([to, id]) => ({ to, id })) }),
    };
  }
}

/** The addresses of whatever a connector may have on Kubernetes. @param namespace its name, as far as it is known */
export function workloadAddresses(connector: string, namespace?: string): readonly string[] {
  return [...types.map((type) => `${type}.${connector}`), ...formerNamespaceAddresses(connector, namespace)];
}

/** The addresses that a connector's namespace may have. */
export function namespaceAddresses(connector: string, namespace: string): readonly string[] {
  return [`kubernetes_namespace_v1.${connector}`, ...formerNamespaceAddresses(connector, namespace)];
}

/** Where version 0.1.0 had a namespace: under its own name, but that an address cannot begin with a digit. */
export function formerNamespaceAddresses(connector: string, namespace = 'conductorone'): readonly string[] {
  return namespace === connector ? [] : [`kubernetes_namespace_v1.${namespace.replace(/^\d/, '_$&')}`];
}
