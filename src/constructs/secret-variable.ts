import { TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { leastTerraform } from '../config/tools.ts';

/** As Terraform's `required_version`. */
export const terraformVersions = `>= ${leastTerraform}`;

export interface SecretVariableOptions {
  /** Keep the value out of plan and state: it then suits write-only arguments and providers only. */
  readonly ephemeral: boolean;
  readonly description: string;
}

/**
 * A reference to a sensitive Terraform variable without a default, declared once per stack.
 * @param name the variable's name; its value comes from `TF_VAR_<name>`
 */
export function secretVariable(scope: Construct, name: string, options: SecretVariableOptions): string {
  const stack = TerraformStack.of(scope);
  const id = `variable-${name}`;
  const declared = stack.node.tryFindChild(id);
  if (declared instanceof TerraformVariable) {
    if (!options.ephemeral) declared.addOverride('ephemeral', undefined);
    return declared.stringValue;
  }
  const variable = new TerraformVariable(stack, id, {
    type: 'string',
    sensitive: true,
    nullable: false,
    description: options.description,
  });
  variable.overrideLogicalId(name);
  if (options.ephemeral) {
    variable.addOverride('ephemeral', true);
    stack.addOverride('terraform.required_version', terraformVersions);
  }
  return variable.stringValue;
}
