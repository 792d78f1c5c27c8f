import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

const api = { v1: '/wiki/rest/api', v2: '/wiki/api/v2' } as const;

/** One sync of the real connector with a site, into a file that nobody reads. */
async function synced(settings: Readonly<Record<string, string>>, tls: boolean) {
  const folder = await temporaryFolder();
  const site = generateSite({ users: 450, groups: 12, spaces: 205, permissions: 1500, assignments: 300 });
  const simulator = await Simulator.start({ site, ...(tls && { tls: { folder } }) });
  try {
    const { all, exitCode } = await execa(binary(batonConfluence), ['--file', join(folder, 'sync.c1z')], {
      reject: false,
      all: true,
      timeout: 50_000,
      extendEnv: false,
      env: { ...simulator.environment, ...settings, BATON_HEALTH_CHECK: 'false', TMPDIR: folder },
    });
    // How often each page was asked for, the size of a page aside.
    const asked = new Map<string, number>();
    for (const { path, query } of simulator.requests) {
      const position = query.has('cursor')
        ? '?cursor'
        : Number(query.get('start')) > 0
          ? `?start=${query.get('start')}`
          : '';
      asked.set(`${path}${position}`, (asked.get(`${path}${position}`) ?? 0) + 1);
    }
    return { site, all, exitCode, asked, statuses: new Set(simulator.requests.map(({ status }) => status)) };
  } finally {
    await simulator.stop();
  }
}

describeWith([built(batonConfluence)], 'the real baton-confluence', () => {
  test.each([
    ['HTTP', false],
    ['HTTPS', true],
  ])('reads a whole site over %s', async (_, tls) => {
    const { site, all, exitCode, asked, statuses } = await synced({}, tls);
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining('"Sync complete."') });
    expect([...statuses]).toEqual([200]);

    const groups = [...site.groups.values()];
    const spaces = [...site.spaces.values()];
    expect(Object.fromEntries(asked)).toMatchObject({
      [`${api.v1}/user/current`]: 1,
      [`${api.v1}/search/user`]: 1,
      [`${api.v1}/search/user?start=200`]: 1,
      [`${api.v1}/search/user?start=400`]: 1,
      // It walks the groups and their members twice.
      [`${api.v1}/group`]: 2,
      ...Object.fromEntries(groups.map(({ id }) => [`${api.v1}/group/${id}/membersByGroupId`, 2])),
      [`${api.v2}/spaces`]: 1,
      [`${api.v2}/spaces?cursor`]: 1,
      ...Object.fromEntries(spaces.map(({ id }) => [`${api.v2}/spaces/${id}/permissions`, 1])),
    });
    // It asks for 100 permissions at a time, and for the next page as often as there is one.
    for (const { id, permissions } of spaces) {
      const more = Math.max(0, Math.ceil(permissions.length / 100) - 1);
      expect(asked.get(`${api.v2}/spaces/${id}/permissions?cursor`) ?? 0).toBe(more);
    }
  });

  test('reads roles and role assignments', async () => {
    const { site, all, exitCode, asked, statuses } = await synced({ BATON_USE_RBAC: 'true' }, false);
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: expect.stringContaining('"Sync complete."') });
    expect([...statuses]).toEqual([200]);
    const assigned = (id: string) =>
      [...asked.keys()].filter((path) => path.includes(`/${id}/role-assignments`));
    expect(asked.get(`${api.v2}/space-role-mode`)).toBe(1);
    expect(asked.get(`${api.v2}/space-roles`)).toBeGreaterThan(0);
    for (const { id } of site.spaces.values()) expect(assigned(id)).not.toEqual([]);
  });
});
