import * as z from 'zod';
import type { ResourceId } from '../sync/scope.ts';

const part = String.raw`((?:[^\\:/]|\\[\\:/])+)`;
const resourceBid = new RegExp(`^bid:r:(?:${part}/${part}/)?${part}/${part}$`);

/**
 * The Baton id of a resource: `bid:r:<type>/<id>`, or `bid:r:<parent's type>/<parent's id>/<type>/<id>`; a backslash
 * stands before a colon, a slash or a backslash that is part of an id.
 */
export const resourceId = z
  .string()
  .regex(resourceBid, {
    error: ({ input }) => `"${input}" is no Baton id: write it like bid:r:space/65536.`,
  })
  .transform((text): ResourceId => {
    const [, , , resourceType = '', resource = ''] = resourceBid.exec(text) ?? [];
    return { resourceType: unescaped(resourceType), resource: unescaped(resource) };
  });

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
