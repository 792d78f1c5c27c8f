import { ApiError } from './api-error.ts';
import type { Site, User } from './site.ts';

/** The accounts that a search finds, in the site's order, but never more than the cap. */
export function foundUsers(site: Site, query: URLSearchParams, cap: number): readonly User[] {
  const matches = matcher(query.get('cql') ?? '');
  const allowed = filter(query.get('sitePermissionTypeFilter') ?? 'none');
  return [...site.users.values()]
    .filter((user) => user.listed && allowed(user) && matches(user))
    .slice(0, cap);
}

function filter(type: string): (user: User) => boolean {
  if (type === 'all') return () => true;
  if (type === 'externalCollaborator') return ({ guest }) => guest;
  // The default leaves guests out.
  if (type === 'none') return ({ guest }) => !guest;
  throw new ApiError(400, `Invalid sitePermissionTypeFilter: ${type}`);
}

/** Understands of CQL what this endpoint does: conditions on users, one at a time. */
function matcher(cql: string): (user: User) => boolean {
  const condition = /^\s*([\w.]+)\s*(=|~|in)\s*(.+?)\s*$/i.exec(cql);
  const [, field = '', operator = '', operand = ''] = condition ?? [];
  const values = operand.replaceAll(/^\(|\)$/g, '').split(',');
  const words = values.map((value) => value.trim().replaceAll(/^["']|["']$/g, ''));
  const [word = ''] = words;
  switch (`${field.toLowerCase()} ${operator.toLowerCase()}`) {
    case 'type =':
      if (word.toLowerCase() === 'user') return () => true;
      break;
    case 'user =':
    case 'user in':
    case 'user.accountid =':
    case 'user.accountid in':
      return ({ accountId }) => words.includes(accountId);
    case 'user.fullname ~':
      return ({ displayName }) => displayName.toLowerCase().includes(word.toLowerCase());
  }
  throw new ApiError(400, `Could not parse cql : ${cql}`);
}
