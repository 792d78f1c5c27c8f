import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { csv, json } from '../../src/report/export.ts';
import { initial, type ViewState } from '../../src/report/state.ts';
import { scopeOf, tableOf } from '../../src/report/table.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const report = await reported(siteFrom(reviewedSite));

const exported = (write: typeof csv, change: Partial<ViewState>, from = report) => {
  const state = { ...initial, ...change };
  const scope = scopeOf(from, state, undefined);
  return write(from, scope, tableOf(from, state, scope));
};

/** Cells between bars as they are written. */
const line = (cells: string) => `"${cells.replaceAll('"', '""').split('|').join('","')}"`;

const head = line(
  'Space|Space key|Space type|Space open to|Person|E-mail|Account id|Account state|Account kind|Permission|How',
);

test('CSV has one line for each permission of each person in each space', () => {
  expect(exported(csv, { permission: 'export space' }).split('\r\n')).toEqual([
    `\u{feff}${head}`,
    line("Engineering|ENG|global||'=cmd()<bar><script>||cid|enabled||export space|through staff").replace(
      '<bar>',
      '|',
    ),
    line(
      'Engineering|ENG|global||Ada Ångström|ada@acme.com|ada|enabled||export space|directly, through admins, staff',
    ),
    line('Engineering|ENG|global||Bob||bob|disabled||export space|through admins, staff'),
    '',
  ]);
});

test('of people, CSV has the lines in their order', () => {
  expect(exported(csv, { view: 'disabled' }).split('\r\n')).toEqual([
    `\u{feff}${head}`,
    line('Engineering|ENG|global||Bob||bob|disabled||administer space|through admins'),
    line('Engineering|ENG|global||Bob||bob|disabled||export space|through admins, staff'),
    line('Engineering|ENG|global||Bob||bob|disabled||read space|through staff'),
    line('Ada’s|~ada|personal||Bob||bob|disabled||delete space|directly'),
    '',
  ]);
});

test('in CSV, a name is no formula', () => {
  const name = '=HYPERLINK("https://evil.example")';
  const renamed = { ...report, spaces: report.spaces.map((space) => ({ ...space, name })) };
  const text = exported(csv, { permission: 'delete space' }, renamed);
  expect(text.split('\r\n')).toEqual([
    `\u{feff}${head}`,
    line(`'${name}|~ada|personal||Bob||bob|disabled||delete space|directly`),
    '',
  ]);
});

test('JSON tells ids, and what each way is', () => {
  expect(JSON.parse(exported(json, { permission: 'export space', disabled: true }))).toEqual({
    sync: { type: 'full', endedAt: '2026-01-02T03:04:05.678Z' },
    notSynced: [],
    spaces: [{ id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' }],
    access: [
      {
        space: { id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' },
        person: { id: 'bob', name: 'Bob', state: 'disabled' },
        permission: 'export space',
        ways: [
          { through: { id: 'g-admins', name: 'admins' }, role: null },
          { through: { id: 'g-staff', name: 'staff' }, role: null },
        ],
      },
    ],
  });
});

test('exports say to whom spaces are open, and what kind of account somebody has', () => {
  const open = {
    anonymousAccess: ['read space'],
    accessClasses: { 'all-licensed-users': ['read space', 'create page'] },
  };
  const from: AccessReport = {
    ...report,
    people: report.people.map((person) => ({ ...person, kinds: ['guest', 'external collaborator'] })),
    spaces: report.spaces.map((space) => ({ ...space, ...open })),
  };
  expect(exported(csv, { permission: 'delete space' }, from)).toContain(
    line(
      'anybody on the internet: read space; all licensed users: read space, create page' +
        '|Bob||bob|disabled|guest, external collaborator|delete space|directly',
    ),
  );
  const { spaces, access } = JSON.parse(exported(json, {}, from));
  // Also a space in which nobody holds anything.
  expect(spaces).toHaveLength(4);
  expect(spaces[3]).toEqual({ id: '4', name: 'Nobody’s', key: 'NONE', type: 'global', ...open });
  expect(access[0].space).toMatchObject(open);
  expect(access[0].person.kinds).toEqual(['guest', 'external collaborator']);
  expect(JSON.parse(exported(json, { view: 'people' }, from)).spaces).toBeUndefined();
});

test('roles are told', async () => {
  const roles = await reported(siteFrom(reviewedSite), { mode: 'roles' });
  const change = { permission: 'read space', search: '' };
  expect(exported(csv, change, roles)).toContain(
    `${line('read space|directly as Admin, through staff as Reader')}\r\n`,
  );
  expect(JSON.parse(exported(json, change, roles)).access).toContainEqual(
    expect.objectContaining({
      person: expect.objectContaining({ id: 'cid' }),
      ways: [
        { through: null, role: 'Admin' },
        { through: { id: 'g-staff', name: 'staff' }, role: 'Reader' },
      ],
    }),
  );
});

test('where nothing is shown, there is nothing but the head', () => {
  expect(exported(csv, { permission: 'archive page' })).toBe(`\u{feff}${head}\r\n`);
  expect(JSON.parse(exported(json, { permission: 'archive page' })).access).toEqual([]);
});
