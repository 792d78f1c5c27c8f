import type { Group, User } from './site.ts';

const picture = {
  path: '/wiki/aa-avatar/default',
  width: 48,
  height: 48,
  isDefault: true,
};

/**
 * An account as v1 shows it.
 * @param expand what to add: `operations`
 * @param administrator whether it administers Confluence
 */
export function userView(
  user: User,
  base: string,
  expand: ReadonlySet<string>,
  administrator = false,
): object {
  const { accountId, accountType, email, publicName, displayName, guest, licensed } = user;
  const names = [...(licensed ? ['use'] : []), ...(administrator ? ['administer', 'create_space'] : [])];
  const operations = names.map((operation) => ({ operation, targetType: 'application' }));
  return {
    type: 'known',
    accountId,
    accountType,
    email,
    publicName,
    profilePicture: picture,
    displayName,
    isExternalCollaborator: guest,
    isGuest: guest,
    ...(expand.has('operations') && { operations }),
    _expandable: { ...(!expand.has('operations') && { operations: '' }), personalSpace: '' },
    _links: { self: `${base}/rest/api/user?accountId=${encodeURIComponent(accountId)}` },
  };
}

/** Whoever has not logged in: an account without an id. */
export function anonymousView(base: string): object {
  return {
    type: 'anonymous',
    profilePicture: picture,
    displayName: 'Anonymous',
    isExternalCollaborator: false,
    _expandable: { operations: '' },
    _links: { base, context: '/wiki', self: `${base}/rest/api/user/current` },
  };
}

/** An account as the search finds it. */
export function foundView(user: User, base: string, expand: ReadonlySet<string>): object {
  return {
    user: userView(user, base, expand),
    title: user.displayName,
    excerpt: '',
    url: `/people/${encodeURIComponent(user.accountId)}`,
    breadcrumbs: [],
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    lastModified: '2024-01-01T00:00:00.000Z',
    score: 0,
  };
}

/** A group as v1 shows it. */
export function groupView({ id, name }: Group, base: string): object {
  return {
    type: 'group',
    name,
    id,
    usageType: 'USERBASE_GROUP',
    managedBy: 'ADMINS',
    _links: { self: `${base}/rest/api/group/by-id?id=${id}` },
  };
}
