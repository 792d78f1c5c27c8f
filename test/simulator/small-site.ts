import type { SiteJson } from './site-from.ts';

const use = [{ operation: 'use', targetType: 'application' }];

/** A site that fits on a page, in the shape of the project's golden files. */
export const smallSite: SiteJson = {
  users: [
    {
      accountId: 'ada',
      accountType: 'atlassian',
      displayName: 'Ada',
      email: 'ada@acme.com',
      operations: use,
    },
    { accountId: 'bot', accountType: 'app', displayName: 'Bot', operations: use },
    { accountId: 'eve', accountType: 'atlassian', displayName: 'Eve', operations: [] },
    {
      accountId: 'gus',
      accountType: 'atlassian',
      displayName: 'Gus',
      email: 'gus@example.com',
      isExternalCollaborator: true,
      operations: use,
    },
    { accountId: 'una', accountType: 'atlassian', displayName: 'Una', operations: use, listed: false },
  ],
  groups: [
    { id: 'g-users', name: 'users', members: ['ada', 'bot', 'eve'] },
    { id: 'g-empty', name: 'empty', members: [] },
  ],
  spaces: [
    {
      id: '20',
      key: 'OLD',
      name: 'Old',
      type: 'global',
      status: 'archived',
      perms: [
        {
          id: '200',
          principal: { type: 'user', id: 'anonymous' },
          operation: { key: 'read', targetType: 'space' },
        },
      ],
    },
    {
      id: '10',
      key: 'ENG',
      name: 'Engineering',
      type: 'collaboration',
      status: 'current',
      perms: [
        {
          id: '100',
          principal: { type: 'group', id: 'g-users' },
          operation: { key: 'read', targetType: 'space' },
        },
        {
          id: '101',
          principal: { type: 'group', id: 'g-users' },
          operation: { key: 'create', targetType: 'page' },
        },
        {
          id: '102',
          principal: { type: 'user', id: 'una' },
          operation: { key: 'create', targetType: 'whiteboard' },
        },
      ],
      assigns: [
        { principal: { principalType: 'USER', principalId: 'ada' }, roleId: 'r-admin' },
        { principal: { principalType: 'ACCESS_CLASS', principalId: 'all-licensed-users' }, roleId: 'r-view' },
      ],
    },
  ],
  roles: [
    {
      id: 'r-admin',
      type: 'SYSTEM',
      name: 'Admin',
      spacePermissions: ['read/space', 'administer/space'],
    },
    { id: 'r-view', type: 'CUSTOM', name: 'Viewer', spacePermissions: ['read/space'] },
  ],
};
