import * as deployment from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import * as namespace from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import * as networkPolicy from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import * as disruptionBudget from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import * as secret from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import * as serviceAccount from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';

/** What each kind of object becomes. */
export interface Configs {
  readonly Deployment: deployment.DeploymentV1Config;
  readonly Namespace: namespace.NamespaceV1Config;
  readonly NetworkPolicy: networkPolicy.NetworkPolicyV1Config;
  readonly PodDisruptionBudget: disruptionBudget.PodDisruptionBudgetV1Config;
  readonly Secret: secret.SecretV1Config;
  readonly ServiceAccount: serviceAccount.ServiceAccountV1Config;
}

/** What the provider takes for a field of a block. */
export interface Argument {
  readonly name: string;
  readonly many?: 'list' | 'map' | undefined;
  /** `string`, `number` or `boolean`, or the name of a block such as `DeploymentV1Spec`. */
  readonly of: string;
}

/** Converts the arguments of a block to Terraform, and says of each what it is; what it does not know is left out. */
type Convert = (block: object) => Readonly<Record<string, Converted>>;

interface Converted {
  readonly value: unknown;
  readonly isBlock: boolean;
  readonly type: string;
  readonly storageClassType: string;
}

const bindings = {
  ...deployment,
  ...namespace,
  ...networkPolicy,
  ...disruptionBudget,
  ...secret,
  ...serviceAccount,
};

/**
 * What the provider has for a field of an API object.
 * @param block what has the field: a resource such as `DeploymentV1`, of which the bindings tell blocks only, or a
 * block such as `DeploymentV1Spec`
 */
export function argumentFor(field: string, block: string): Argument | undefined {
  const convert = conversionOf(block);
  if (convert) {
    // Every conversion takes an empty list, and what it makes of it tells how many blocks there may be.
    return namesOf(field)
      .flatMap((name) => Object.values(convert({ [name]: [] })).map((found) => describe(name, found)))
      .at(0);
  }
  const below = `${block}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  return conversionOf(below) && { name: field, of: below };
}

function conversionOf(block: string): Convert | undefined {
  return Reflect.get(bindings, `${block.charAt(0).toLowerCase()}${block.slice(1)}ToHclTerraform`);
}

/** As the bindings spell it, e.g. `downwardApi` for `downwardAPI`; a list of blocks may be in the singular. */
function namesOf(field: string): readonly string[] {
  const name = field.replace(/(?<=[A-Z])[A-Z]+/g, (letters) => letters.toLowerCase());
  return [name, name.replace(/s$/, '')];
}

/** @param value what an empty list was converted to: an object if the block can be there only once */
function describe(name: string, { value, isBlock, type, storageClassType }: Converted): Argument {
  const single = isBlock ? !Array.isArray(value) : type === 'simple';
  return {
    name,
    many: single ? undefined : type === 'map' ? 'map' : 'list',
    of: storageClassType.replace(/(?:List|Map)$/, ''),
  };
}
