import { topics } from './names.ts';
import { grantableOperations } from './operations.ts';
import type { Random } from './random.ts';
import type { Principal, Role, Space, User } from './site.ts';

const types: readonly string[] = ['global', 'collaboration', 'global', 'knowledge_base'];

/** Spaces of every kind, by their number. */
export function makeSpaces(
  random: Random,
  count: number,
  users: readonly User[],
): readonly Omit<Space, 'permissions' | 'assignments'>[] {
  return Array.from({ length: count }, (_, index) => {
    const owner = users.length > 0 ? random.pick(users) : undefined;
    const authorId = owner?.accountId ?? random.hex(24);
    const personal = index % 5 === 4;
    return {
      id: String(65_536 + index * 7),
      // The number keeps the spaces apart where a person is picked twice.
      key: personal ? `~${authorId.replaceAll(/[^0-9a-z]/g, '')}${index}` : `SPACE${index}`,
      name: personal && owner ? owner.displayName : `${random.pick(topics)} ${index}`,
      type: personal ? 'personal' : (types[index % types.length] as string),
      status: index % 10 === 6 ? 'archived' : 'current',
      authorId,
      createdAt: new Date(Date.UTC(2020, 0, 1 + (index % 2000))).toISOString(),
      homepageId: String(1_000_000 + index),
    };
  });
}

/** Who can read a space beside people and groups. */
export function specialPrincipals(spaceIndex: number, roles: readonly Role[]): readonly Principal[] {
  const role = roles[spaceIndex % roles.length];
  return [
    ...(spaceIndex % 9 === 0 ? [{ type: 'user', id: 'anonymous' } as const] : []),
    ...(spaceIndex % 6 === 1 && role ? [{ type: 'role', id: role.id } as const] : []),
  ];
}

/** The four built-in roles and two custom ones. */
export function makeRoles(random: Random): readonly Role[] {
  const all = grantableOperations.map(({ key, targetType }) => `${key}/${targetType}`);
  const made: readonly Omit<Role, 'id'>[] = [
    { type: 'SYSTEM', name: 'Admin', description: 'Manages the space', spacePermissions: all },
    {
      type: 'SYSTEM',
      name: 'Manager',
      description: 'Manages content',
      spacePermissions: all.filter((permission) => permission !== 'administer/space'),
    },
    {
      type: 'SYSTEM',
      name: 'Collaborator',
      description: 'Creates and edits content',
      spacePermissions: all.filter((permission) => /^(?:read|create)\//.test(permission)),
    },
    { type: 'SYSTEM', name: 'Viewer', description: 'Views content', spacePermissions: ['read/space'] },
    {
      type: 'CUSTOM',
      name: 'Prüferin',
      description: '',
      spacePermissions: ['read/space', 'create/comment'],
    },
    {
      type: 'CUSTOM',
      name: 'Archivist',
      description: 'Archives pages',
      spacePermissions: ['read/space', 'archive/page'],
    },
  ];
  return made.map((role) => ({ id: random.uuid(), ...role }));
}
