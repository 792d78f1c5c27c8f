import { execa } from 'execa';
import type { Check } from '../clients/check.ts';
import { kubectlInstall } from '../clients/kubectl.ts';
import { leastCdktf, leastNode, leastTerraform } from '../config/required-versions.ts';
import { childOptions, type Environment, type Surroundings } from '../io/io.ts';
import { commandLine } from '../io/package.ts';
import { redactSecrets } from '../text/redact.ts';

const described = 'the tools that a deployment runs, and their versions';

/** What is looked at here. */
export const toolDescriptions = {
  node: described,
  terraform: described,
  cdktf: described,
  kubectl: described,
} as const;

type ToolCheck = Check<keyof typeof toolDescriptions>;

/** A program that a deployment runs. */
interface Tool {
  readonly name: ToolCheck['name'];
  readonly command: string;
  /** Whether a project may bring its own. */
  readonly local?: boolean;
  /** Whether a deployment can do without it. */
  readonly optional?: boolean;
  /** What makes it tell its version without asking the internet for newer ones. */
  readonly args: readonly string[];
  /** Finds the version in what it prints. */
  readonly version: RegExp;
  /** The least version that will do. @default any */
  readonly least?: string;
  /** How to get it. */
  readonly remedy: string;
}

export interface ToolOptions {
  /** Whether a deployment needs kubectl too. */
  readonly kubectl: boolean;
  /** How long each may take to tell its version, in milliseconds. @default 15,000 */
  readonly timeout?: number;
  /** The project's folder, which may bring its own tools. @default the working directory */
  readonly directory?: string;
}

/** Looks at what a deployment runs. */
export async function toolChecks(
  environment: Environment,
  { kubectl, timeout = 15_000, directory = '.' }: ToolOptions,
): Promise<readonly ToolCheck[]> {
  const kubectlTool: Tool = {
    name: 'kubectl',
    command: 'kubectl',
    args: ['version', '--client', '--output=json'],
    version: /"gitVersion": *"v([^"]+)"/,
    remedy: kubectlInstall,
  };
  const tools: readonly Tool[] = [
    {
      name: 'terraform',
      // As CDKTF has it.
      command: environment['TERRAFORM_BINARY_NAME'] || 'terraform',
      args: ['version', '-json'],
      version: /"terraform_version": *"([^"]+)"/,
      least: leastTerraform,
      remedy:
        'Install https://developer.hashicorp.com/terraform/install, or https://opentofu.org/docs/intro/install and set TERRAFORM_BINARY_NAME=tofu.',
    },
    {
      name: 'cdktf',
      command: 'cdktf',
      local: true,
      optional: true,
      args: ['--version'],
      version: /^(\d+[.]\d+[.]\d+\S*)$/m,
      least: leastCdktf,
      remedy: `Install it: npm install --save-dev cdktf-cli@${leastCdktf}. Or apply what "${commandLine} synth" writes by terraform itself.`,
    },
    ...(kubectl ? [kubectlTool] : []),
  ];
  return [
    nodeCheck(process.versions.node),
    ...(await Promise.all(tools.map((tool) => toolCheck(tool, { environment, directory }, timeout)))),
  ];
}

/** @param version of Node.js */
export function nodeCheck(version: string): ToolCheck {
  return versionCheck(
    { name: 'node', command: 'node', least: leastNode, remedy: 'Install https://nodejs.org' },
    version,
  );
}

/** Has a tool tell its version without asking the internet for newer ones. */
const withoutVersionChecks = { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1' };

async function toolCheck(
  tool: Tool,
  { environment, directory }: Surroundings,
  timeout: number,
): Promise<ToolCheck> {
  const { name, command, args, version, remedy, local = false, optional = false } = tool;
  const failed = (message: string): ToolCheck => ({ name, state: 'failed', message, remedy });
  const result = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    timeout,
    preferLocal: local,
    // To prefer a local tool, execa needs a PATH.
    ...childOptions({ directory, environment: { PATH: '', ...environment, ...withoutVersionChecks } }),
  });
  if (result.code === 'ENOENT') {
    const message = `${command} is ${local ? 'neither in node_modules nor' : 'not'} on the PATH.`;
    return { name, state: optional ? 'skipped' : 'failed', message, remedy };
  }
  if (result.timedOut) return failed(`${command} has not told its version within ${timeout / 1000} s.`);
  const found = version.exec(result.stdout)?.[1];
  if (found) return versionCheck(tool, found);
  const said = result.stderr.trim().split('\n').at(-1) || result.shortMessage || 'it says something else.';
  return failed(`${command} does not tell its version: ${redactSecrets(said)}`);
}

/** Digits are compared as numbers. */
const versions = new Intl.Collator('en', { numeric: true });

function versionCheck(
  { name, command, least, remedy }: Omit<Tool, 'args' | 'version'>,
  version: string,
): ToolCheck {
  const details = { version, ...(least && { least }) };
  if (least && versions.compare(version, least) < 0) {
    const message = `${command} ${version} is too old: ${least} is the least.`;
    return { name, state: 'failed', message, remedy, details };
  }
  const message = `${command} ${version}${least ? `, at least ${least}` : ''}`;
  return { name, state: 'ok', message, details };
}
