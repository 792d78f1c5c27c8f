import { C1zReader } from '../../src/runtime/c1z/reader.ts';
import type { Grant } from '../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { Status_ResourceStatus } from '../../src/runtime/proto/gen/c1/connector/v2/resource_pb.ts';

/** So much of each list is shown, the largest first. */
const shown = 5;

/** What a reviewer would look at first in a .c1z file, as lines. */
export async function whoCanDoWhat(file: string): Promise<readonly string[]> {
  const reader = await C1zReader.open(file);
  try {
    const names = new Map<string, string>();
    const disabled = new Set<string>();
    for (const { id, displayName, status } of reader.resources()) {
      const key = keyOf(id);
      names.set(key, displayName);
      if (status?.status === Status_ResourceStatus.DISABLED) disabled.add(key);
    }
    const ofPeople = [...reader.grants()].filter(
      ({ entitlement, principal }) =>
        principal?.id?.resourceType === 'user' && entitlement?.resource?.id?.resourceType === 'space',
    );
    const nameOf = (key: string) => names.get(key) ?? key;
    const person = (grant: Grant) => keyOf(grant.principal?.id);
    return [
      ...section(
        'Who can administer a space',
        grouped(
          ofPeople.filter(({ entitlement }) => entitlement?.id.endsWith(':administer-space')),
          ({ entitlement }) => keyOf(entitlement?.resource?.id),
        ).map(([space, grants]) => [
          nameOf(space),
          listed(grants.map((grant) => `${nameOf(person(grant))}${through(grant, nameOf)}`)),
        ]),
      ),
      ...section(
        'Who can do the most',
        grouped(ofPeople, person)
          .sort(([, a], [, b]) => b.length - a.length)
          .map(([who, grants]) => [
            nameOf(who),
            `${grants.length} permissions in ${spacesOf(grants)} spaces`,
          ]),
      ),
      ...section(
        'Disabled accounts that still hold permissions',
        grouped(
          ofPeople.filter((grant) => disabled.has(person(grant))),
          person,
        ).map(([who, grants]) => [nameOf(who), `${grants.length} permissions in ${spacesOf(grants)} spaces`]),
      ),
    ];
  } finally {
    await reader.close();
  }
}

/** Through which groups a grant comes; nothing where it is direct. */
function through({ sources }: Grant, nameOf: (key: string) => string): string {
  const groups = Object.keys(sources?.sources ?? {})
    .filter((entitlement) => entitlement.startsWith('group:'))
    .map((entitlement) => nameOf(entitlement.replace(/:member$/, '')));
  return groups.length > 0 ? ` (through ${groups.sort().join(', ')})` : '';
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  return [
    '',
    `${title} (${rows.length})`,
    ...rows.slice(0, shown).map(([name, what]) => `  ${name}: ${what}`),
    ...(rows.length > shown ? [`  and ${rows.length - shown} more`] : []),
  ];
}

function listed(names: readonly string[]): string {
  const some = [...names].sort().slice(0, shown).join(', ');
  return names.length > shown ? `${some} and ${names.length - shown} more` : some;
}

function grouped(grants: readonly Grant[], keyFor: (grant: Grant) => string): [string, readonly Grant[]][] {
  return [...Map.groupBy(grants, keyFor)].sort(([, a], [, b]) => b.length - a.length);
}

function spacesOf(grants: readonly Grant[]): number {
  return new Set(grants.map(({ entitlement }) => keyOf(entitlement?.resource?.id))).size;
}

function keyOf(id: { readonly resourceType: string; readonly resource: string } | undefined): string {
  return `${id?.resourceType}:${id?.resource}`;
}
