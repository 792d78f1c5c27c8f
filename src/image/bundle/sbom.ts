import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Package } from './packages.ts';

/** What an application is made of, as CycloneDX 1.6 in JSON: without times and random numbers, so that it can be compared. */
export function sbom(application: Package, packages: readonly Package[]): string {
  const bom = new Models.Bom();
  bom.metadata.component = component(Enums.ComponentType.Application, application);
  for (const each of packages) {
    const part = component(Enums.ComponentType.Library, each);
    bom.components.add(part);
    bom.metadata.component.dependencies.add(part.bomRef);
  }
  const normalizer = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(normalizer).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(type: Enums.ComponentType, { name, version, license, sha512 }: Package): Models.Component {
  const [, group, own = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const made = new Models.Component(type, own, { group, version, purl, bomRef: purl });
  made.licenses.add(
    /^[\w.+-]+$/.test(license) ? new Models.SpdxLicense(license) : new Models.LicenseExpression(license),
  );
  if (sha512) made.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512);
  return made;
}
