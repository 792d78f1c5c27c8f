import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { page as pageOf } from '../../src/report/page.ts';
import { reported, reportOf } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { type WrittenSite, written } from '../access/written.ts';
import { generateSite } from '../simulator/generate.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { fine, judged } from './accessibility.ts';
import {
  facts,
  findings,
  follow,
  lines,
  openView,
  reportsInChromium,
  rows,
  saved,
  texts,
} from './report-page.ts';

/** A space that is open to others than accounts and groups, and a personal one. */
const openSite: WrittenSite = {
  people: { ada: { profile: { is_guest: true } }, bob: { status: 'unspecified' } },
  groups: { staff: ['ada', 'bob'] },
  spaces: {
    Wiki: {
      profile: {
        space_key: 'WIKI',
        space_type: 'global',
        anonymous_access: ['read space'],
        access_classes: { 'all-licensed-users': ['create page', 'read space'] },
      },
      held: { 'read-space': ['group:staff'], 'export-space': ['group:staff'] },
    },
    Mine: { profile: { space_type: 'personal' } },
  },
};

/** The report, as if its sync had ended at a fixed time. */
const atThatTime = (report: AccessReport): AccessReport => ({
  ...report,
  sync: { ...report.sync, endedAt: '2026-01-02T03:04:05.678Z' },
});

const folder = await temporaryFolder();

describeWith([program('chromium')], 'the page of a report, in Chromium', () => {
  const { open, complaints } = reportsInChromium(folder);
  let reviewed: AccessReport;
  beforeAll(async () => {
    reviewed = await reported(siteFrom(reviewedSite));
  });

  test('shows totals and spaces, and asks for nothing', async () => {
    const page = await open(reviewed);
    expect(await page.title()).toBe('Confluence access · 2026-01-02');
    expect(await facts(page)).toEqual([
      'Site: not recorded',
      'Read: 2026-01-02 03:04 UTC, by a full sync',
      'Choice: not recorded',
      'By: not recorded',
      'Left out: not recorded',
    ]);
    expect(await page.locator('#partial').isVisible()).toBe(false);
    expect(await findings(page)).toEqual([
      '0 spaces open to anybody on the internet',
      '0 spaces open to a class of people',
      '0 guests and external people with access of 0 on the site',
      '1 disabled account with access of 1 disabled account',
      '2 people can administer a space 0 in several; own personal spaces not counted',
      '2 groups that let administer, export or delete of 2 groups',
      '3 people can export a space 0 in several; own personal spaces not counted',
      '1 person can delete a space 0 in several; own personal spaces not counted',
      '1 personal space shared with others of 2 personal ones',
    ]);
    expect(await page.locator('#sizes').textContent()).toMatch(/^4 spaces, 2 of them personal; 4 people; /);
    expect(await page.locator('#views a').allInnerTexts()).toEqual(['Spaces 4', 'People 4', 'Groups 2']);
    expect(await rows(page)).toEqual([
      'Engineering ENG 3 2 3 0',
      'Ada’s personal, shared of Ada Ångström 2 1 0 1',
      'Cid’s personal of =cmd()|<script> 1 1 0 0',
      'Nobody’s NONE 0 0 0 0',
    ]);
    expect(complaints).toEqual([]);
  });

  test('opens a space to show who, and how', async () => {
    const page = await open(reviewed);
    await page.getByRole('button', { name: 'Engineering' }).click();
    const details = page.locator('.details');
    expect(await details.locator('thead th').allInnerTexts()).toEqual([
      'Who',
      'Administer',
      'Export',
      'Delete',
      'Everything else',
      'Review',
    ]);
    expect(await page.locator('.below .aside').first().textContent()).toBe(
      '2 groups, and 1 person directly.',
    );
    const decision = 'Undecided Keep Revoke';
    const closed = [
      `admins group 2 people yes yes – – ${decision}`,
      `staff group 3 people – yes – read space ${decision}`,
      `Ada Ångström ada@acme.com – yes – – ${decision}`,
    ];
    expect(await lines(page)).toEqual(closed);
    await page.getByRole('button', { name: 'staff' }).click();
    expect(await texts(page, '.members li')).toEqual([
      '=cmd()|<script> cid',
      'Ada Ångström ada@acme.com',
      'Bob disabled bob',
    ]);
    await page.getByRole('button', { name: 'staff' }).click();
    expect(await lines(page)).toEqual(closed);
    await page.getByRole('button', { name: 'Engineering' }).click();
    expect(await details.count()).toBe(0);
  });

  test('shows people, and what it tells to look at first', async () => {
    const page = await open(reviewed);
    await openView(page, /^People/);
    expect(await rows(page)).toEqual([
      'Bob disabled bob 2 1 1 1 4',
      'Ada Ångström ada@acme.com 2 1 1 0 4',
      '=cmd()|<script> cid 2 0 1 0 3',
      'Dan dan 0 0 0 0 0',
    ]);
    await follow(page, /^1 disabled account/);
    expect(await rows(page)).toEqual(['Bob disabled bob 2 1 1 1 4']);
    expect(await page.getByLabel('Accounts').inputValue()).toBe('disabled');
    await page.getByRole('button', { name: 'Bob' }).click();
    expect(await lines(page)).toEqual([
      'Engineering ENG through admins through admins, staff – read space through staff',
      'Ada’s personal, shared of Ada Ångström – – directly –',
    ]);
    await follow(page, /^1 personal space shared/);
    expect(await rows(page)).toEqual(['Ada’s personal, shared of Ada Ångström 2 1 0 1']);
  });

  test('shows groups, what they give and where, and who is in them', async () => {
    const page = await open(reviewed);
    await openView(page, /^Groups/);
    expect(await rows(page)).toEqual(['admins 2 1 1 1 0', 'staff 3 1 0 1 0']);
    await page.getByRole('button', { name: 'admins' }).click();
    expect(await lines(page)).toEqual(['Engineering ENG yes yes – – Undecided Keep Revoke']);
    expect(await page.locator('.below h3').allTextContents()).toEqual(['What it gives', '2 members']);
    expect(await page.locator('.members li').count()).toBe(2);
    await page.getByRole('searchbox').fill('engineering');
    expect(await rows(page)).toHaveLength(3);
    await page.getByRole('searchbox').fill('=cmd');
    expect(await rows(page)).toEqual(['staff 3 1 0 1 0']);
    expect(complaints).toEqual([]);
  });

  test('searches, filters and sorts, and keeps that in the address', async () => {
    const page = await open(reviewed);
    await page.getByRole('searchbox').fill('ANGSTROM');
    expect(await rows(page)).toEqual([
      'Engineering ENG 1 1 1 0',
      'Ada’s personal, shared of Ada Ångström 1 1 0 0',
    ]);
    await page.getByLabel('Permission').selectOption('export space');
    await page.getByLabel('Held').selectOption('Through a group');
    expect(await rows(page)).toEqual(['Engineering ENG 1 0 1 0']);
    expect(await page.locator('#found').textContent()).toBe('1 space');
    const { hash } = new URL(page.url());
    expect(hash).toBe('#view=spaces&search=ANGSTROM&permission=export+space&ways=group');
    const again = await open(reviewed, { hash });
    expect(await rows(again)).toEqual(['Engineering ENG 1 0 1 0']);
    await again.getByRole('button', { name: 'Clear the filters' }).click();
    await again.getByLabel('Accounts').selectOption('Disabled, with access');
    await again.getByRole('combobox', { name: 'Spaces' }).selectOption('Personal');
    expect(await rows(again)).toEqual(['Ada’s personal, shared of Ada Ångström 1 0 0 1']);
    await again.getByRole('button', { name: 'Clear the filters' }).click();
    await again.getByLabel('Order').selectOption('Space');
    expect((await rows(again))[0]).toBe('Ada’s personal, shared of Ada Ångström 2 1 0 1');
    await again.getByRole('button', { name: 'Export', exact: true }).click();
    expect(await again.getByLabel('Order').inputValue()).toBe('export space');
    expect((await rows(again))[0]).toBe('Engineering ENG 3 2 3 0');
    const sorted = () => again.locator('th[aria-sort]:not([aria-sort=none])');
    expect(await sorted().getAttribute('aria-sort')).toBe('descending');
    await again.getByRole('button', { name: 'Export', exact: true }).click();
    expect(await sorted().getAttribute('aria-sort')).toBe('ascending');
    expect((await rows(again))[3]).toBe('Engineering ENG 3 2 3 0');
    expect(complaints).toEqual([]);
  });

  test('can be used with the keyboard alone', async () => {
    const page = await open(reviewed);
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.innerText');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the tables');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#views [aria-current]').textContent()).toBe('People 4');
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('bob/');
    expect(await rows(page)).toEqual([]);
    await page.keyboard.press('Backspace');
    expect(await rows(page)).toEqual(['Bob disabled bob 2 1 1 1 4']);
    await page.keyboard.press('Escape');
    expect(await rows(page)).toHaveLength(4);
    while ((await focused()) !== 'Person') await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await focused()).toBe('Person');
    expect((await rows(page))[0]).toBe('=cmd()|<script> cid 2 0 1 0 3');
    expect(await page.locator('[data-key=name]').getAttribute('aria-sort')).toBe('ascending');
    while (!String(await focused()).startsWith('Bob')) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('.details tbody tr').count()).toBe(2);
    expect(await page.locator('[aria-expanded=true]').textContent()).toContain('Bob');
  });

  test('exports what is shown as CSV and JSON', async () => {
    const page = await open(reviewed, { hash: '#view=spaces&permission=export+space&accounts=disabled' });
    expect(await saved(page, 'CSV')).toEqual({
      name: 'confluence-access-2026-01-02-spaces.csv',
      text: [
        '\u{feff}"Site","Read at","Space","Space key","Space type","Space open to","Person","E-mail","Account id","Account state","Account kind","Permission","Held","Group","Group id","Role","Proposed reviewer","Decision","Reviewer","Decided on"',
        ...['admins', 'staff'].map(
          (group) =>
            `"","2026-01-02T03:04:05.678Z","Engineering","ENG","global","","Bob","","bob","disabled","","export space","through a group","${group}","g-${group}","","Dan","","",""`,
        ),
        '',
      ].join('\r\n'),
    });
    const { name, text } = await saved(page, 'JSON');
    expect(name).toBe('confluence-access-2026-01-02-spaces.json');
    expect(JSON.parse(text).access).toEqual([
      {
        space: { id: '1', name: 'Engineering', key: 'ENG', type: 'global', ownerId: 'dan' },
        person: { id: 'bob', name: 'Bob', state: 'disabled' },
        permission: 'export space',
        ways: [
          { through: { id: 'g-admins', name: 'admins' }, role: null },
          { through: { id: 'g-staff', name: 'staff' }, role: null },
        ],
      },
    ]);
    expect(complaints).toEqual([]);
  });

  test('hostile names stay names', async () => {
    const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e gnp.exe';
    const page = await open({
      ...reviewed,
      people: reviewed.people.map((person) => ({ ...person, name: hostile, email: hostile })),
      groups: reviewed.groups.map((group) => ({ ...group, name: hostile })),
      spaces: reviewed.spaces.map((space) => ({ ...space, name: hostile, key: hostile })),
    });
    for (const button of await page.locator('#rows > tr > th .open').all()) await button.click();
    for (const button of await page.locator('.details .open').all()) await button.click();
    const shown = hostile.replace('\u202e', '\\u202e');
    expect(await page.locator('#rows bdi').first().textContent()).toBe(shown);
    expect(await page.locator('.members bdi').first().textContent()).toBe(shown);
    expect(await page.locator('#rows :is(script, img)').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  test('a partial sync, and a file without types of spaces, are told for what they are', async () => {
    const page = await open(
      {
        ...reviewed,
        sync: { ...reviewed.sync, type: 'partial' },
        spaces: reviewed.spaces.map(({ id, name, held }) => ({ id, name, held })),
      },
      { hash: '#view=spaces&spaces=shared' },
    );
    expect(await page.locator('#partial').textContent()).toContain('This is not the whole site.');
    expect(await page.locator('#note').textContent()).toContain('The file does not say this.');
    expect(await page.locator('#found').textContent()).toBe('Not recorded');
    expect((await findings(page)).at(-1)).toBe('not recorded personal spaces shared with others');
    expect(await page.locator('#spaces option:disabled').allTextContents()).toEqual([
      'Without personal ones',
      'Personal',
      'Personal and shared',
    ]);
    expect(await page.locator('#table').isVisible()).toBe(false);
  });

  test('what was not synced has no number, and the head says what was', async () => {
    const narrowed = await reportOf(
      await written(openSite, {
        choice: { nouns: ['space'], verbs: ['read'], personalSpaces: false },
        type: 'partial',
        record: {
          missing: [{ what: '<b>space A</b>', why: 'Confluence answers 403' }],
          leftOut: [{ what: 'accounts of apps', count: 3 }],
        },
      }),
    );
    const page = await open(atThatTime(narrowed));
    expect(await page.title()).toBe('Confluence access · acme.atlassian.net · 2026-01-02');
    expect(await facts(page)).toEqual([
      'Site: acme.atlassian.net',
      'Read: 2026-01-02 03:04 UTC, by a partial sync',
      'Choice: only the permissions read space; no personal spaces',
      'By: confluence-sync 1.2.3',
      'Left out: 3 accounts of apps',
    ]);
    expect(await page.locator('#choice').isVisible()).toBe(true);
    expect(await page.locator('#missing li').allTextContents()).toEqual([
      '<b>space A</b>: Confluence answers 403',
    ]);
    expect(await findings(page)).toEqual([
      '1 space open to anybody on the internet no account needed',
      '1 space open to a class of people 1 to all licensed users',
      '1 guest or external person with access of 1 on the site',
      '0 disabled accounts with access of 0 disabled accounts',
      'not synced people can administer a space',
      'not synced groups that let administer, export or delete of 1 group',
      'not synced people can export a space',
      'not synced people can delete a space',
      'not synced personal spaces shared with others',
    ]);
    expect(await rows(page)).toEqual([
      'Wiki open to anybody on the internet open to all licensed users WIKI ↗ 2 not synced not synced not synced',
    ]);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    expect(await rows(page)).toHaveLength(1);
    await page.getByRole('button', { name: 'Wiki' }).click();
    expect(await page.locator('.below p').allTextContents()).toEqual([
      'Open to anybody on the internet: read space',
      'Open to all licensed users: create page, read space',
      '1 group, and 0 people directly.',
    ]);
    expect(await lines(page)).toEqual([
      'staff group 2 people not synced not synced not synced read space Undecided Keep Revoke',
    ]);
    await page.getByRole('button', { name: 'staff' }).click();
    expect(await texts(page, '.members li')).toEqual(['ada guest ada ↗', 'bob state unknown bob ↗']);
    const { name, text } = await saved(page, 'CSV');
    expect(name).toBe('confluence-access-acme.atlassian.net-2026-01-02-spaces.csv');
    expect(text.split('\r\n').filter((line) => line.includes(',"not synced",'))).toHaveLength(3);
    // A filter by what was not synced finds nothing, and does not say that there is none.
    const filtered = await open(atThatTime(narrowed), { hash: '#view=people&permission=export+space' });
    expect(await filtered.locator('#found').textContent()).toBe('Not synced');
    expect(await filtered.locator('#table').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    expect(await judged(page)).toEqual(fine);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe finds hard to access: %s', async (scheme) => {
    const roles = await reported(siteFrom(reviewedSite), { mode: 'roles' });
    for (const report of [reviewed, roles, { ...reviewed, sync: { ...reviewed.sync, type: 'partial' } }]) {
      const page = await open(report, { colorScheme: scheme });
      await page.getByRole('button', { name: 'Engineering' }).click();
      expect(await judged(page)).toEqual(fine);
      await page.getByRole('button', { name: 'staff' }).click();
      await openView(page, /^People/);
      await page.getByRole('button', { name: 'Bob' }).click();
      expect(await judged(page)).toEqual(fine);
      await openView(page, /^Groups/);
      await page.getByRole('button', { name: 'admins' }).click();
      expect(await judged(page)).toEqual(fine);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await judged(page)).toEqual(fine);
      await page.getByRole('searchbox').fill('nobody of that name');
      expect(await judged(page)).toEqual(fine);
    }
  });

  describe('with 50,000 grants', () => {
    test('shows a part of the rows, more on demand, and finds what is asked for', async () => {
      const site = generateSite({ users: 2_000, groups: 60, spaces: 300, permissions: 50_000 });
      const report = await reported(site, { expand: false });
      const html = await pageOf(report);
      expect(html.length).toBeLessThan(1_000_000);
      const page = await open(report);
      expect(await page.locator('#rows > tr').count()).toBe(100);
      await page.getByRole('button', { name: 'Show 100 more of 200 rows' }).click();
      expect(await page.locator('#rows > tr').count()).toBe(200);
      expect(await page.evaluate('document.activeElement.className')).toBe('open');
      await page.getByRole('button', { name: 'Show 100 more of 100 rows' }).click();
      expect(await page.locator('#rows > tr').count()).toBe(300);
      expect(await page.getByRole('button', { name: /^Show/ }).count()).toBe(0);
      await openView(page, /^People/);
      await page.locator('.open').first().click();
      expect(await page.locator('.details tbody tr').count()).toBeGreaterThan(10);
      await page.getByRole('searchbox').fill('user.1234@example.com');
      expect(await page.locator('#found').textContent()).toMatch(/^[01] (person|people)$/);
      expect(complaints).toEqual([]);
    });
  });

  test('prints without what paper cannot do', async () => {
    const page = await open(reviewed);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('#csv').isVisible()).toBe(false);
    expect(await page.locator('#rows > tr').count()).toBe(4);
  });
});
