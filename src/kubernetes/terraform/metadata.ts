import { assertNothingLeft } from './leftover.ts';

/** Metadata as every hashicorp/kubernetes resource takes it. */
export interface TerraformMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** Translates the metadata of an API object. */
export function terraformMetadata(metadata: TerraformMetadata | undefined, where: string): TerraformMetadata {
  const { name, namespace, labels, annotations, ...rest } = metadata ?? {};
  assertNothingLeft(rest, `${where}.metadata`);
  return { name, namespace, labels, annotations };
}
