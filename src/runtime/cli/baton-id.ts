import type { ResourceId } from '../sync/scope.ts';

const part = String.raw`((?:[^\\:/]|\\[\\:/])+)`;
const resourceBid = new RegExp(`^bid:r:(?:${part}/${part}/)?${part}/${part}$`);

/**
 * Reads a Baton id of a resource: `bid:r:<type>/<id>`, or `bid:r:<parent's type>/<parent's id>/<type>/<id>`; a
 * backslash stands before a colon, a slash or a backslash that is part of an id.
 *
 * @returns undefined where it is none
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const [, , , resourceType, resource] = resourceBid.exec(text) ?? [];
  if (resourceType === undefined || resource === undefined) return undefined;
  return { resourceType: unescaped(resourceType), resource: unescaped(resource) };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
