import * as z from 'zod';
import { commandLine } from '../../io/package.ts';
import { shownValue } from '../../text/redact.ts';
import { bundled, hasMovingTag, imagePattern, localImage } from '../schema/image.ts';
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
