import type { BasePart } from './base-parts.ts';

interface Bom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly Dependency[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** An SBOM of an application in CycloneDX's JSON, with what its image has besides: each part once. */
export function withParts(sbom: string, parts: readonly BasePart[]): string {
  const bom: Bom = JSON.parse(sbom);
  const { 'bom-ref': application } = bom.metadata.component;
  const added = [...new Map(parts.map((part) => [part['bom-ref'], part])).values()];
  const refs = added.map((part) => part['bom-ref']);
  const dependencies = bom.dependencies.map((each) =>
    each.ref === application ? { ...each, dependsOn: [...(each.dependsOn ?? []), ...refs] } : each,
  );
  return `${JSON.stringify(
    {
      ...bom,
      components: [...bom.components, ...added],
      dependencies: [...dependencies, ...refs.map((ref) => ({ ref }))],
    },
    null,
    2,
  )}\n`;
}
