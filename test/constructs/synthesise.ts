import { expect } from '@jest/globals';
import { TerraformStack, Testing } from 'cdktf';
import type { ConductorOneAppProps } from '../../src/constructs/conductorone-app.ts';
import { ConductorOneApp } from '../../src/constructs/conductorone-app.ts';
import { temporaryFolder } from '../support/files.ts';

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** A stack's Terraform as JSON. */
export interface Synthesised {
  readonly check?: Readonly<Record<string, object>>;
  readonly data?: Blocks;
  readonly locals?: object;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resource?: Blocks;
  readonly terraform?: object;
  readonly import?: readonly object[];
  readonly moved?: readonly object[];
  readonly removed?: readonly object[];
  readonly variable?: Readonly<Record<string, object>>;
}

const outdir = await temporaryFolder();

/** Synthesises a stack of these constructs. */
export function synthesise(build: (stack: TerraformStack) => void): Synthesised {
  const stack = new TerraformStack(Testing.app({ outdir }), 'stack');
  build(stack);
  return JSON.parse(Testing.synth(stack));
}

/** The address of every resource and data source, sorted. */
export function addressesOf({ data = {}, resource = {} }: Synthesised): readonly string[] {
  const below = (blocks: Blocks, prefix: string) =>
    Object.entries(blocks).flatMap(([type, names]) =>
      Object.keys(names).map((name) => `${prefix}${type}.${name}`),
    );
  return [...below(data, 'data.'), ...below(resource, '')].sort();
}

/** What stands at a resource's or data source's address. */
export function at(json: Synthesised, address: string): object {
  const [name = '', type = '', mode = 'resource'] = address.split('.').reverse();
  const block = json[mode as 'data' | 'resource']?.[type]?.[name];
  if (!block) throw new Error(`No ${address} among ${addressesOf(json).join(', ')}.`);
  return block;
}

/** The revision of a Secret: of a reference to its credential, and a hash of what can be seen of the rest. */
export function revisionOf(reference: string) {
  return expect.stringMatching(
    `^\\$\\{max\\(1, parseint\\(substr\\(sha256\\(.*\\b${reference}\\b.*\\b[0-9a-f]{64}\\b.*\\), 0, 12\\), 16\\)\\)\\}$`,
  );
}

/** An app that is there already. */
export function someApp(stack: TerraformStack, props: ConductorOneAppProps = { existing: { id: '2appID' } }) {
  return new ConductorOneApp(stack, 'app', props);
}
