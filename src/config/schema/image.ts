import { type Manifest, manifest, version } from '../version.ts';

/** `[registry/]repository[:tag][@sha256:digest]`, as container runtimes read it. */
export const imagePattern =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/**
 * The vendor's image, by the newest version that this project is tested with. The vendor's page names ghcr.io, where
 * nothing newer than 0.0.18 is to be had.
 */
export const vendorImage = 'public.ecr.aws/conductorone/baton-confluence:0.0.24';

/** What stands for {@link bundledImage} in connector.yaml. */
export const bundled = 'bundled';

/** The name of the image of this package's `confluence-sync` on the machine that has built it: no registry has it. */
export const localImage = `localhost/confluence-sync:${version}`;

/** What {@link bundled} stands for in this package: the image that was released with it; else {@link localImage}. */
export const bundledImage = bundledImageOf(manifest);

/** @throws Error if the field `image` does not name one image of confluence-sync for good */
export function bundledImageOf({ image }: Manifest): string {
  if (image === undefined) return localImage;
  if (typeof image === 'string' && imagePattern.test(image) && isOwnImage(image) && image.includes('@')) {
    return image;
  }
  throw new Error(
    `package.json of confluence-connector: image: ${JSON.stringify(image)} is not an image of confluence-sync with its digest. Install confluence-connector again.`,
  );
}

/** Whether an image is one of this project's `confluence-sync`, which its name tells. */
export function isOwnImage(image: string): boolean {
  return image === bundled || /(?:^|\/)confluence-sync(?::[\w.-]+)?(?:@|$)/.test(image);
}

/** Whether an image is ConductorOne's own or a mirror of it: it lacks what this project's runtime adds. */
export function isVendorImage(image: string): boolean {
  return /(?:^|\/)conductorone\/baton-confluence(?:[:@]|$)/.test(image);
}

/** The newest version of the vendor's image on ghcr.io, which its releases have not gone to since. */
export const newestOnGhcr = '0.0.18';

/** Why a registry of the vendor's does not have an image, or gets no newer one; undefined for any other image. */
export function vendorRegistryProblem(
  image: string,
): 'tag-with-v' | 'not-on-ghcr' | 'nothing-newer-on-ghcr' | undefined {
  const pattern =
    /^(?<registry>ghcr[.]io|public[.]ecr[.]aws)\/conductorone\/baton-confluence(?::(?<tag>[^@]+))?(?:@|$)/;
  const { registry, tag = '' } = pattern.exec(image)?.groups ?? {};
  if (/^v\d/.test(tag)) return 'tag-with-v';
  if (registry !== 'ghcr.io') return undefined;
  const isNewer = /^\d+[.]\d+[.]\d+/.test(tag) && byNumbers.compare(tag, newestOnGhcr) > 0;
  return isNewer ? 'not-on-ghcr' : 'nothing-newer-on-ghcr';
}

/** Digits are compared as numbers. */
const byNumbers = new Intl.Collator('en', { numeric: true });

/** Whether the same reference may name another image tomorrow: no digest, and no full version as the tag. */
export function hasMovingTag(image: string): boolean {
  return image !== bundled && !image.includes('@') && !/:v?\d+\.\d+\.\d+[\w.-]*$/.test(image);
}

/** When a node asks the registry for an image, unless it is written: each time if its tag moves. */
export function usualPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return hasMovingTag(image) ? 'Always' : 'IfNotPresent';
}
