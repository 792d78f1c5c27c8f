import { TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { leastTerraform } from '../config/required-versions.ts';

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
    validation: validationsOf(name),
  });
  variable.overrideLogicalId(name);
  if (options.ephemeral) {
    variable.addOverride('ephemeral', true);
    stack.addOverride('terraform.required_version', terraformVersions);
  }
  return variable.stringValue;
}

/** A wrong value would take the place of the one that works; it is refused before anything changes, and never shown. */
function validationsOf(name: string) {
  const value = `var.${name}`;
  return [
    {
      condition: `\${${value} != ""}`,
      errorMessage: `TF_VAR_${name} is empty. Set it to the secret; in CI, check that the name of the secret is right.`,
    },
    {
      // Visible ASCII: neither a line break nor a blank, and no quotation mark at an end.
      condition: `\${${value} == "" || can(regex("^[!#-&(-_a-~]([!-~]*[!#-&(-_a-~])?$", ${value}))}`,
      errorMessage: `TF_VAR_${name} holds a blank, a line break, an invisible character, or quotation marks around it. Set it to the secret alone.`,
    },
  ];
}
