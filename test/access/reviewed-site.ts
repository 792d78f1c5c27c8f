import type { SiteJson } from '../simulator/site-from.ts';

const use = [{ operation: 'use', targetType: 'application' }];

let lastId = 0;
function permission(type: 'user' | 'group', id: string, key: string, targetType: string) {
  lastId += 1;
  return { id: String(lastId), principal: { type, id }, operation: { key, targetType } };
}

/** A site with one of everything that a reviewer looks for. */
export const reviewedSite: SiteJson = {
  users: [
    {
      accountId: 'ada',
      accountType: 'atlassian',
      displayName: 'Ada Ångström',
      email: 'ada@acme.com',
      operations: use,
    },
    { accountId: 'bob', accountType: 'atlassian', displayName: 'Bob', operations: [] },
    { accountId: 'cid', accountType: 'atlassian', displayName: '=cmd()|<script>', operations: use },
    { accountId: 'dan', accountType: 'atlassian', displayName: 'Dan', operations: use },
  ],
  groups: [
    { id: 'g-admins', name: 'admins', members: ['ada', 'bob'] },
    { id: 'g-staff', name: 'staff', members: ['ada', 'bob', 'cid'] },
  ],
  spaces: [
    {
      id: '1',
      key: 'ENG',
      name: 'Engineering',
      type: 'global',
      status: 'current',
      authorId: 'dan',
      perms: [
        permission('group', 'g-admins', 'administer', 'space'),
        permission('user', 'ada', 'export', 'space'),
        permission('group', 'g-staff', 'export', 'space'),
        permission('group', 'g-admins', 'export', 'space'),
        permission('group', 'g-staff', 'read', 'space'),
      ],
      assigns: [
        { principal: { principalType: 'GROUP', principalId: 'g-admins' }, roleId: 'r-admin' },
        { principal: { principalType: 'GROUP', principalId: 'g-staff' }, roleId: 'r-reader' },
        { principal: { principalType: 'USER', principalId: 'cid' }, roleId: 'r-admin' },
      ],
    },
    {
      id: '2',
      key: '~ada',
      name: 'Ada’s',
      type: 'personal',
      status: 'current',
      authorId: 'ada',
      perms: [permission('user', 'ada', 'administer', 'space'), permission('user', 'bob', 'delete', 'space')],
      assigns: [{ principal: { principalType: 'USER', principalId: 'ada' }, roleId: 'r-reader' }],
    },
    {
      id: '3',
      key: '~cid',
      name: 'Cid’s',
      type: 'personal',
      status: 'current',
      authorId: 'cid',
      perms: [permission('user', 'cid', 'administer', 'space')],
    },
    { id: '4', key: 'NONE', name: 'Nobody’s', type: 'global', status: 'current', perms: [] },
  ],
  roles: [
    { id: 'r-admin', type: 'SYSTEM', name: 'Admin', spacePermissions: ['read/space', 'administer/space'] },
    { id: 'r-reader', type: 'CUSTOM', name: 'Reader', spacePermissions: ['read/space'] },
  ],
};
