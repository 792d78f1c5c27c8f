import type { Connector } from '../schema/config.ts';
import { bundledImage } from '../schema/image.ts';

/** Whether a connector has the image that `bundled` stands for. */
export function hasBundledImage({ hosting }: Connector): boolean {
  return hosting.type === 'self-hosted' && hosting.image === bundledImage;
}
