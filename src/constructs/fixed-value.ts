import { type LocalExecProvisioner, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { addressOf, fixAddress } from './address.ts';
import { literal, quoted } from './terraform-literal.ts';

/** Something that must not change once it is deployed. */
export interface FixedValue {
  /** The name in its address. */
  readonly name: string;
  /** What it is now. */
  readonly value: string;
  /** Says why another value is refused, and what to do; `${self.input.value}` is what it was. */
  readonly refusal: string;
  /** Run before what it depends on is destroyed. */
  readonly guard?: Guard | undefined;
}

/** A command that may prevent a destruction, by any exit code but 0. */
export interface Guard {
  /** Program and arguments. May refer to `self.input.value`, and to `self.input` with a key of `input`. */
  readonly command: readonly string[];
  /** Where to run it, from the stack's folder in the output. */
  readonly workingDirectory: string;
  /** References that the command needs: at a destruction there are no others. */
  readonly input: Readonly<Record<string, string>>;
  /** Addresses of what must not be destroyed before. */
  readonly dependsOn: readonly string[];
}

/**
 * Keeps in the state what a value was at the first deployment. If it is another one later, every plan fails before
 * anything is changed; only a destruction goes on, with a warning.
 * @returns what the value was, as an expression
 */
export function fixedValue(
  scope: Construct,
  id: string,
  { name, value, refusal, guard }: FixedValue,
): string {
  const resource = new TerraformResource(scope, id, {
    terraformResourceType: 'terraform_data',
    lifecycle: {
      ignoreChanges: ['input'],
      postcondition: [{ condition: `\${self.input.value == ${quoted(value)}}`, errorMessage: refusal }],
    },
    ...(guard && { provisioners: [provisionerOf(guard)] }),
  });
  resource.addOverride('input', { ...guard?.input, value: literal(value) });
  if (guard) resource.dependsOn = [...guard.dependsOn];
  return `${addressOf(fixAddress(resource, name))}.input.value`;
}

function provisionerOf({ command, workingDirectory }: Guard): LocalExecProvisioner {
  // What stands last is the command, what stands before it the interpreter: no shell reads any of it.
  return {
    type: 'local-exec',
    when: 'destroy',
    interpreter: command.slice(0, -1),
    command: command.at(-1) ?? '',
    workingDir: literal(workingDirectory),
  };
}
