/** `[registry/]repository[:tag][@sha256:digest]`, as container runtimes read it. */
export const imagePattern =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/** The image of the vendor's page. */
export const vendorImage = 'ghcr.io/conductorone/baton-confluence:latest';

/** Whether an image is ConductorOne's own or a mirror of it: it lacks what this project's runtime adds. */
export function isVendorImage(image: string): boolean {
  return /(?:^|\/)conductorone\/baton-confluence(?:[:@]|$)/.test(image);
}

/** Whether the same reference may name another image tomorrow: no digest, and no full version as the tag. */
export function hasMovingTag(image: string): boolean {
  return !image.includes('@') && !/:v?\d+\.\d+\.\d+[\w.-]*$/.test(image);
}
