import type { SiteJson } from '../../simulator/site-from.ts';

const use = [{ operation: 'use', targetType: 'application' }];

let lastId = 1_000;
function permission(type: 'user' | 'group' | 'role', id: string, verb: string, noun: string) {
  lastId += 1;
  return { id: String(lastId), principal: { type, id }, operation: { key: verb, targetType: noun } };
}

function assignment(principalType: 'USER' | 'GROUP' | 'ACCESS_CLASS', principalId: string, roleId: string) {
  return { principal: { principalType, principalId }, roleId };
}

/** A site with one of each that is rare, and hard to get right. */
export const awkwardSite: SiteJson = {
  users: [
    {
      accountId: '712020:ada',
      accountType: 'atlassian',
      displayName: 'Ada Ångström 🦊',
      email: 'ada@acme.com',
      operations: use,
    },
    { accountId: 'hidden', accountType: 'atlassian', displayName: 'No E-mail', email: '', operations: use },
    {
      accountId: 'guest',
      accountType: 'atlassian',
      displayName: 'גד ‮ Guest',
      email: 'guest@example.com',
      isExternalCollaborator: true,
      operations: use,
    },
    {
      accountId: 'disabled',
      accountType: 'atlassian',
      displayName: 'Disabled',
      email: 'gone@acme.com',
      operations: [],
    },
    { accountId: '557058:bot', accountType: 'app', displayName: 'Bot', operations: use },
    { accountId: 'qm:1:2', accountType: 'customer', displayName: 'Customer', operations: [] },
    {
      accountId: 'unlisted',
      accountType: 'atlassian',
      displayName: 'In no list',
      email: 'unlisted@acme.com',
      operations: use,
      listed: false,
    },
    {
      accountId: 'unlisted-disabled',
      accountType: 'atlassian',
      displayName: 'In no list, disabled',
      operations: [],
      listed: false,
    },
  ],
  groups: [
    {
      id: 'g-all',
      name: 'all: people & bots',
      members: ['712020:ada', 'hidden', 'guest', 'disabled', '557058:bot', 'qm:1:2'],
    },
    { id: 'g-empty', name: 'empty', members: [] },
  ],
  spaces: [
    { id: '1', key: 'NONE', name: 'Nobody’s', type: 'global', status: 'current', perms: [] },
    {
      id: '2',
      key: 'OLD',
      name: 'Archived',
      type: 'collaboration',
      status: 'archived',
      perms: [
        permission('group', 'g-all', 'read', 'space'),
        permission('user', 'anonymous', 'read', 'space'),
      ],
      assigns: [assignment('GROUP', 'g-all', 'viewer')],
    },
    {
      id: '3',
      key: 'ALL',
      name: '日本語: スペース',
      type: 'knowledge_base',
      status: 'current',
      perms: [
        permission('user', '712020:ada', 'administer', 'space'),
        permission('user', 'hidden', 'create', 'page'),
        permission('user', 'guest', 'read', 'space'),
        permission('user', 'disabled', 'read', 'space'),
        permission('user', 'unlisted', 'restrict_content', 'space'),
        permission('user', 'unlisted-disabled', 'archive', 'page'),
        permission('user', '557058:bot', 'export', 'space'),
        permission('user', 'long-gone', 'read', 'space'),
        permission('user', 'guest', 'update', 'page'),
        permission('group', 'g-all', 'create', 'page'),
        permission('group', 'g-empty', 'delete', 'comment'),
        permission('group', 'g-gone', 'read', 'space'),
        permission('role', 'viewer', 'read', 'space'),
        permission('user', 'anonymous', 'read', 'space'),
        permission('user', 'hidden', 'create', 'whiteboard'),
      ],
      assigns: [
        assignment('USER', '712020:ada', 'admin'),
        assignment('USER', 'unlisted', 'viewer'),
        assignment('USER', 'disabled', 'viewer'),
        assignment('USER', '557058:bot', 'robots'),
        assignment('GROUP', 'g-all', 'viewer'),
        assignment('GROUP', 'g-empty', 'empty'),
        assignment('ACCESS_CLASS', 'all-licensed-users', 'admin'),
      ],
    },
    {
      id: '4',
      key: '~hidden',
      name: 'No E-mail',
      type: 'personal',
      status: 'current',
      perms: [permission('user', 'hidden', 'administer', 'space')],
      assigns: [assignment('ACCESS_CLASS', 'anonymous-users', 'viewer')],
    },
  ],
  roles: [
    { id: 'admin', type: 'SYSTEM', name: 'Admin', spacePermissions: ['administer/space'] },
    { id: 'viewer', type: 'SYSTEM', name: 'Viewer', spacePermissions: ['read/space'] },
    { id: 'robots', type: 'CUSTOM', name: 'For bots', spacePermissions: ['export/space'] },
    { id: 'empty', type: 'CUSTOM', name: 'Leer', description: '“für” niemand', spacePermissions: [] },
    { id: 'unused', type: 'CUSTOM', name: 'Unused', spacePermissions: ['read/space'] },
  ],
};
