import { describe, expect, test } from '@jest/globals';
import { siteFrom } from './site-from.ts';
import { smallSite } from './small-site.ts';

describe('a site from JSON', () => {
  const site = siteFrom(smallSite);

  test('holds what the JSON says', () => {
    expect(site.users.get('ada')).toEqual({
      accountId: 'ada',
      accountType: 'atlassian',
      displayName: 'Ada',
      publicName: 'Ada',
      email: 'ada@acme.com',
      licensed: true,
      guest: false,
      listed: true,
    });
    expect(site.users.get('eve')).toMatchObject({ email: '', licensed: false });
    expect(site.users.get('gus')).toMatchObject({ guest: true });
    expect(site.groups.get('g-users')?.members).toEqual(['ada', 'bot', 'eve']);
    expect(site.spaces.get('10')?.permissions[0]).toEqual({
      id: 100,
      principal: { type: 'group', id: 'g-users' },
      operation: { key: 'read', targetType: 'space' },
    });
    expect(site.spaces.get('10')?.assignments).toHaveLength(2);
    expect(site.roles.get('r-admin')?.type).toBe('SYSTEM');
    expect(site.roleMode).toBe('ROLES');
  });

  test('has its spaces in the order of their ids', () => {
    expect([...site.spaces.keys()]).toEqual(['10', '20']);
  });

  test('is refused where it has another shape', () => {
    expect(() => siteFrom({ ...smallSite, groups: [{ id: 'g' }] } as never)).toThrow('groups');
  });
});
