import * as z from 'zod';
import { commandLine } from '../../io/package.ts';
import { shownValue } from '../../text/redact.ts';
import {
  bundled,
  hasMovingTag,
  imagePattern,
  localImage,
  newestOnGhcr,
  vendorImage,
  vendorRegistryProblem,
} from '../schema/image.ts';
import { problemWithValue, type Rule, refuse, rule } from './rule.ts';

const path = ['hosting', 'image'];

/** Notes an image that only the machine has that has built it. @param image what stands for bundled */
export function bundledImageNotInRegistry(image: string): Rule {
  if (image !== localImage) return () => [];
  return refuse(
    z.object({ hosting: z.object({ image: z.literal(bundled) }) }),
    problemWithValue({
      code: 'bundled-image-not-in-registry',
      path,
      value: bundled,
      message: `no registry has ${image}. Load it onto each node, or put a pushed one here with "${commandLine} image build --push --write".`,
    }),
  );
}

const withImage = z.object({
  hosting: z.looseObject({ type: z.literal('self-hosted'), image: z.string().regex(imagePattern) }),
});

/** Refuses a vendor's image that its registry does not have, and settings that those lack which it has. */
export const vendorImageNotInRegistry = rule(withImage, ({ hosting: { image, useRbac } }) => {
  const notThere = (message: string) => [
    { code: 'image-not-in-registry' as const, path, message: `${shownValue(path, image)}: ${message}` },
  ];
  switch (vendorRegistryProblem(image)) {
    case 'tag-with-v':
      return notThere('the vendor’s tags have no "v". Leave it out.');
    case 'not-on-ghcr':
      return notThere(`ghcr.io has no version after ${newestOnGhcr}. Write ${vendorImage}.`);
    case 'nothing-newer-on-ghcr':
      return useRbac === true
        ? [
            {
              code: 'unsupported-setting',
              path: ['hosting', 'useRbac'],
              message: `the vendor’s image on ghcr.io, ${newestOnGhcr} at most, has no such setting. Set hosting.image to ${vendorImage}.`,
            },
          ]
        : [];
    default:
      return [];
  }
});

/** Notes the vendor's image where it gets no new versions. */
export const vendorImageWithoutNewVersions = rule(withImage, ({ hosting: { image } }) =>
  vendorRegistryProblem(image) === 'nothing-newer-on-ghcr'
    ? [
        {
          code: 'registry-without-new-versions',
          path,
          message: `${shownValue(path, image)}: ghcr.io gets no version after ${newestOnGhcr}. For a newer one, write ${vendorImage}.`,
        },
      ]
    : [],
);

/** Notes an image whose tag may name another one tomorrow. */
export const movingImageTag = rule(
  z.object({
    hosting: z.object({
      type: z.literal('self-hosted'),
      image: z.string().regex(imagePattern),
    }),
  }),
  ({ hosting: { image } }) =>
    hasMovingTag(image)
      ? [
          {
            code: 'moving-image-tag',
            path,
            message: `${shownValue(path, image)}: its tag moves, so a restart may bring another version. Pin a full version or a digest.`,
          },
        ]
      : [],
);
