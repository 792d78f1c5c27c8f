import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessReport } from '../../src/access/read.ts';
import type { AccessReport } from '../../src/access/report.ts';
import { sinceOf } from '../../src/access/since.ts';
import { openWritten, type Writing, type WrittenSite } from '../access/written.ts';
import { reviewQuestions } from '../report/review-questions.ts';
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

const folder = await temporaryFolder();
const researchers = Array.from({ length: 199 }, (_, number) => `r${number}`);
const spaceOf = (key: string, profile = {}) => ({ space_key: key, space_type: 'global', ...profile });
const guest = { is_guest: true, is_external_collaborator: false };
const employee = { is_guest: false, is_external_collaborator: false };

/** A site with an answer to each question. */
const site: WrittenSite = {
  people: {
    ...Object.fromEntries(researchers.map((id) => [id, { profile: employee }])),
    ada: { name: 'Ada', profile: { ...employee, email: 'ada@acme.com' } },
    bob: { name: 'Bob', profile: guest },
    cid: { name: 'Cid', profile: employee, status: 'disabled' },
    dan: { name: 'Dan', profile: employee },
  },
  groups: { Research: [...researchers, 'cid'].slice(1), admins: ['ada', 'dan'], nobody: [] },
  spaces: {
    1: {
      name: 'Labs',
      profile: spaceOf('LABS', { space_owner_id: 'ada' }),
      held: {
        'administer-space': ['group:admins'],
        'read-space': ['group:Research', 'group:admins', 'user:bob', 'user:dan', 'user:r0'],
        'export-space': ['user:bob', 'group:nobody'],
      },
    },
    2: { name: 'Press', profile: spaceOf('PRESS', { anonymous_access: ['read space'] }) },
    3: {
      name: 'Wiki',
      profile: spaceOf('WIKI', { access_classes: { 'all-licensed-users': ['read space'] } }),
      held: { 'administer-space': ['group:admins'] },
    },
    4: {
      name: 'Dan’s',
      profile: { space_key: '~dan', space_type: 'personal', space_owner_id: 'dan' },
      held: { 'administer-space': ['user:dan'] },
    },
    5: {
      name: 'Bob’s',
      profile: { space_key: '~bob', space_type: 'personal', space_owner_id: 'bob' },
      held: { 'administer-space': ['user:bob'] },
    },
  },
};

/** The same a quarter before: Bob was not there, Dan was no administrator, and Eve could export Labs. */
const before: WrittenSite = {
  ...site,
  people: {
    ada: {},
    cid: {},
    dan: { name: 'Dan' },
    eve: { name: 'Eve' },
    ...Object.fromEntries(researchers.map((id) => [id, {}])),
  },
  groups: { ...site.groups, admins: ['ada'] },
  spaces: {
    ...site.spaces,
    1: {
      ...site.spaces['1'],
      held: {
        'administer-space': ['group:admins'],
        'read-space': ['group:Research', 'group:admins', 'user:dan', 'user:r0'],
        'export-space': ['user:eve', 'group:nobody'],
      },
    },
    2: { name: 'Press', profile: spaceOf('PRESS') },
    5: { name: 'Bob’s', profile: { space_key: '~bob', space_type: 'personal' } },
  },
};

async function reportOf(given: WrittenSite, options: Writing = {}, earlier?: Writing): Promise<AccessReport> {
  const after = await openWritten(given, options);
  try {
    const report = accessReport(after);
    const at = (sync: AccessReport['sync'], endedAt: string) => ({ ...sync, endedAt });
    const dated = { ...report, sync: at(report.sync, '2026-01-02T03:04:05.678Z') };
    if (!earlier) return dated;
    const old = await openWritten(before, earlier);
    try {
      const since = sinceOf(old, after);
      return { ...dated, since: { ...since, sync: at(since.sync, '2025-10-01T00:00:00.000Z') } };
    } finally {
      await old.close();
    }
  } finally {
    await after.close();
  }
}

const whole = await reportOf(site, { record: { leftOut: [{ what: 'accounts of apps', count: 3 }] } });
const narrowed = await reportOf(site, {
  choice: { nouns: ['space'], verbs: ['read'], personalSpaces: false },
});
const compared = await reportOf(site, {}, {});
const comparedWithLess = await reportOf(site, {}, { choice: { personalSpaces: false } });
const vendors = await reportOf(
  {
    ...site,
    people: { ada: { status: 'unspecified' } },
    spaces: { 1: { name: 'Labs', held: site.spaces['1']?.held ?? {} } },
  },
  { record: false },
);

describeWith([program('chromium')], 'a reviewer reads off the page', () => {
  const { open, complaints } = reportsInChromium(folder);
  const search = (page: Page, text: string) => page.getByRole('searchbox').fill(text);

  /** Cells of a card, each with the word that stands before it. */
  const cells = (page: Page, selector: string): Promise<unknown> =>
    page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].map((cell) =>
        getComputedStyle(cell, '::before').content.replaceAll('"', '') + cell.textContent.trim())`,
    );

  const answers: Readonly<Record<keyof typeof reviewQuestions, () => Promise<void>>> = {
    origin: async () => {
      const page = await open(whole);
      expect(await page.title()).toBe('Confluence access · acme.atlassian.net · 2026-01-02');
      expect(await facts(page)).toEqual([
        'Site: acme.atlassian.net',
        'Read: 2026-01-02 03:04 UTC, by a full sync',
        'Choice: everything',
        'By: confluence-sync 1.2.3',
        'Left out: 3 accounts of apps',
      ]);
    },
    numbers: async () => {
      const page = await open(narrowed);
      expect(await facts(page)).toContain('Choice: only the permissions read space; no personal spaces');
      expect(await page.getByText('The sync was not to read everything.').isVisible()).toBe(true);
      expect(await findings(page)).toEqual(
        expect.arrayContaining([
          'not synced people can administer a space',
          'not synced personal spaces shared with others',
        ]),
      );
      expect(await rows(page)).toContain('Labs LABS ↗ 203 not synced not synced not synced');
    },
    worst: async () => {
      const page = await open(whole);
      expect((await findings(page)).map((text) => text.split(' ').slice(0, 6).join(' '))).toEqual([
        '1 space open to anybody on',
        '1 space open to a class',
        '1 guest or external person with',
        '1 disabled account with access of',
        '2 people can administer a space',
        '1 group that lets administer, export',
        '1 person can export a space',
        '0 people can delete a space',
        '0 personal spaces shared with others',
      ]);
      const names = async () => (await rows(page)).map((row) => row.split(' ')[0]);
      expect(await names()).toEqual(['Press', 'Wiki', 'Labs', 'Bob’s', 'Dan’s']);
      expect(await page.getByLabel('Order').locator('option:checked').textContent()).toBe('The worst first');
      await openView(page, /^People/);
      expect((await names()).slice(0, 4)).toEqual(['Dan', 'Ada', 'Bob', 'Cid']);
    },
    open: async () => {
      const page = await open(whole);
      await follow(page, /open to anybody on the internet/);
      expect(await rows(page)).toEqual(['Press open to anybody on the internet PRESS ↗ 0 0 0 0']);
      await page.getByRole('button', { name: 'Press' }).click();
      expect(await texts(page, '.below p')).toContain('Open to anybody on the internet: read space');
      await follow(page, /open to a class of people/);
      expect(await rows(page)).toEqual(['Wiki open to all licensed users WIKI ↗ 2 2 0 0']);
    },
    guests: async () => {
      const page = await open(whole);
      await follow(page, /guest or external person with access/);
      expect(await rows(page)).toEqual(['Bob guest bob ↗ 2 0 1 0 3']);
    },
    disabled: async () => {
      const page = await open(whole);
      await follow(page, /disabled account with access/);
      expect(await rows(page)).toEqual(['Cid disabled cid ↗ 1 0 0 0 1']);
      await page.getByRole('button', { name: 'Cid' }).click();
      expect(await lines(page)).toEqual(['Labs LABS ↗ – – – read space through Research']);
    },
    power: async () => {
      const page = await open(whole);
      await follow(page, /group that lets administer, export or delete/);
      expect(await rows(page)).toEqual(['admins 2 2 2 0 0', 'Research 199 1 0 0 0', 'nobody 0 1 0 1 0']);
      await page.getByRole('button', { name: 'admins' }).click();
      expect(await lines(page)).toEqual([
        'Labs LABS ↗ yes – – read space Undecided Keep Revoke',
        'Wiki open to all licensed users WIKI ↗ yes – – – Undecided Keep Revoke',
      ]);
      expect(await texts(page, '.members .named')).toEqual(['Ada ada@acme.com ↗', 'Dan dan ↗']);
    },
    via: async () => {
      const page = await open(whole);
      await page.getByRole('button', { name: 'Labs' }).click();
      expect(await texts(page, '.below p')).toEqual(['3 groups, and 3 people directly.']);
      const undecided = 'Undecided Keep Revoke';
      expect(await lines(page)).toEqual([
        `admins group 2 people yes – – read space ${undecided}`,
        `Bob guest bob ↗ – yes – read space ${undecided}`,
        `nobody group 0 people – yes – – ${undecided}`,
        `Research group 199 people – – – read space ${undecided}`,
        `Dan dan ↗ – – – read space ${undecided}`,
        `r0 r0 ↗ – – – read space ${undecided}`,
      ]);
      await page.getByRole('button', { name: 'Research' }).click();
      expect(await page.locator('.members li').count()).toBe(50);
      await page.getByRole('button', { name: 'Show 50 more of 149 rows' }).click();
      expect(await page.locator('.members li').count()).toBe(100);
      await search(page, 'cid');
      expect(await lines(page)).toEqual([`Research group 1 of 199 people – – – read space ${undecided}`]);
    },
    administrators: async () => {
      const page = await open(whole);
      await follow(page, /people can administer a space/);
      // Dan has his own space beside; Bob has nothing but his own.
      expect(await rows(page)).toEqual(['Ada ada@acme.com ↗ 2 2 0 0 2', 'Dan dan ↗ 3 2 0 0 3']);
      await page.getByRole('combobox', { name: 'Permission' }).selectOption('Any');
      await page.getByRole('button', { name: 'Bob' }).click();
      expect(await lines(page)).toContain('Bob’s personal own, not counted of Bob ↗ directly – – –');
      await page.getByRole('combobox', { name: 'Permission' }).selectOption('administer space');
      await page.getByRole('combobox', { name: 'Spaces' }).selectOption('Without personal ones');
      expect(await texts(page, '.open bdi:first-child')).toEqual(['Ada', 'Dan']);
    },
    changes: async () => {
      const page = await open(compared);
      expect(await facts(page)).toContain('Compared with: a full sync of 2025-10-01 00:00 UTC');
      expect(await rows(page)).toEqual(
        expect.arrayContaining(['Press changed open to anybody on the internet PRESS ↗ 0 0 0 0']),
      );
      await page.getByRole('button', { name: 'Labs' }).click();
      expect((await lines(page))[1]).toBe(
        'Bob new guest new here bob ↗ – yes – read space Undecided Keep Revoke',
      );
      expect(await texts(page, '.gone')).toEqual(['gone Eve: export space']);
      await openView(page, /^Changes/);
      expect(await texts(page, '#changes tbody tr')).toEqual([
        'new anybody on the internet read space space Press',
        'new Bob bob export space space Labs',
        'new Dan dan member group admins',
        'new Bob bob administer space space Bob’s',
        'new Bob bob read space space Labs',
        'new user Bob bob was not there before',
        'gone Eve eve export space space Labs',
        'gone user Eve eve is not there any more',
      ]);
      await search(page, 'dan');
      expect(await page.locator('#found').textContent()).toBe('1 change');
      expect((await saved(page, 'CSV')).text).toContain('"new","Dan","dan","member","group admins"');
      await search(page, '');
      expect(await judged(page)).toEqual(fine);
      // What only one of the syncs was to read is no change, and named.
      const less = await open(comparedWithLess, { hash: '#view=changes' });
      expect(await texts(less, '#changes .warning li')).toEqual([
        'personal spaces: the earlier sync did not read them',
      ]);
      expect((await texts(less, '#changes tbody tr')).join()).not.toContain('Bob’s');
    },
    signOff: async () => {
      const page = await open(whole);
      await page.getByLabel('Reviewer').fill('=Eve');
      await page.getByRole('button', { name: 'Labs' }).click();
      await page.getByLabel('Decision on Bob in Labs').selectOption('Revoke');
      await page.getByLabel('Decision on admins in Labs').selectOption('Keep');
      expect(await page.locator('#decided').textContent()).toBe('2 decisions, 1 to revoke');
      const ofBob = (text: string) =>
        text.split('\r\n').filter((line) => line.includes('"Labs"') && line.includes('"Bob"'));
      const today = /"ada@acme.com","revoke","'=Eve","\d{4}-\d\d-\d\d"$/;
      expect(ofBob((await saved(page, 'CSV')).text)).toEqual([
        expect.stringMatching(today),
        expect.stringMatching(today),
      ]);
      const review = await saved(page, 'Save the review');
      expect(review.name).toBe('confluence-access-acme.atlassian.net-2026-01-02-review.json');
      // The next day, with the same page or a newer one.
      const next = await open(compared);
      const file = { name: 'review.json', mimeType: 'application/json', buffer: Buffer.from(review.text) };
      await next.getByLabel('Open a saved review').setInputFiles(file);
      await next.getByText('2 decisions, 1 to revoke').waitFor();
      await next.getByRole('button', { name: 'Labs' }).click();
      expect(await next.getByLabel('Decision on Bob in Labs').inputValue()).toBe('revoke');
      expect(ofBob((await saved(next, 'CSV')).text)[0]).toMatch(today);
      const none = { ...file, buffer: Buffer.from('<script>alert(1)</script>') };
      await next.getByLabel('Open a saved review').setInputFiles(none);
      await next.getByText(/^This file is no saved review/).waitFor();
    },
    export: async () => {
      const page = await open(whole);
      await search(page, 'research');
      const { name, text } = await saved(page, 'CSV');
      expect(name).toBe('confluence-access-acme.atlassian.net-2026-01-02-spaces.csv');
      const [head = '', ...others] = text.trimEnd().split('\r\n');
      const titles = head.slice(2, -1).split('","');
      expect(titles).toEqual(
        expect.arrayContaining([
          'Space',
          'Space key',
          'Person',
          'E-mail',
          'Account id',
          'Permission',
          'Held',
          'Group',
        ]),
      );
      expect(others).toHaveLength(199);
      const cells = others[0]?.slice(1, -1).split('","') ?? [];
      const said = Object.fromEntries(titles.map((title, place) => [title, cells[place]]));
      expect(said).toMatchObject({
        Site: 'acme.atlassian.net',
        Space: 'Labs',
        Permission: 'read space',
        Held: 'through a group',
        Group: 'Research',
        'Proposed reviewer': 'ada@acme.com',
        Decision: '',
      });
    },
    confluence: async () => {
      const page = await open(whole);
      const address = (name: string) => page.getByRole('link', { name }).getAttribute('href');
      expect(await address('Labs in Confluence')).toBe('https://acme.atlassian.net/wiki/spaces/LABS');
      await openView(page, /^People/);
      expect(await address('Ada in Confluence')).toBe('https://acme.atlassian.net/wiki/people/ada');
    },
    unread: async () => {
      const page = await open(whole);
      const said = page.getByText(/^Not read, and not in this report: /);
      expect(await said.textContent()).toMatch(/restrictions of single pages, when somebody was last active/);
    },
    vendor: async () => {
      const page = await open(vendors);
      expect(await facts(page)).toEqual([
        'Site: not recorded',
        'Read: 2026-01-02 03:04 UTC, by a full sync',
        'Choice: not recorded',
        'By: not recorded',
        'Left out: not recorded',
      ]);
      expect((await findings(page)).filter((text) => text.startsWith('not recorded'))).toEqual([
        'not recorded spaces open to anybody on the internet',
        'not recorded spaces open to a class of people',
        'not recorded guests and external people with access',
        'not recorded disabled accounts with access',
        'not recorded personal spaces shared with others',
      ]);
      await follow(page, /guests and external people/);
      expect(await page.locator('#found').textContent()).toBe('Not recorded');
      expect(await page.getByRole('link', { name: / in Confluence$/ }).count()).toBe(0);
    },
    phone: async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open(compared, { width: 390, colorScheme });
        expect(await cells(page, '#rows > tr:nth-child(3) td')).toEqual([
          'People 203',
          'Administer 2',
          'Export 1',
          'Delete 0',
        ]);
        await page.getByRole('button', { name: 'Labs' }).click();
        expect(await cells(page, '.details tbody tr:first-child td:not(.nothing)')).toEqual([
          'Administer yes',
          'Everything else read space',
          'Review UndecidedKeepRevoke',
        ]);
        expect(await page.locator('.details td.nothing').first().isVisible()).toBe(false);
        for (const view of [/^Spaces/, /^People/, /^Groups/, /^Changes/]) {
          await openView(page, view);
          // Nothing is wider than the screen, and nothing scrolls sideways in itself.
          const wide = `[...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > 390.5 && !each.closest('#title, .skip')).length`;
          expect(await page.evaluate(wide)).toBe(0);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
          expect(await judged(page)).toEqual(fine);
        }
      }
    },
  };

  test.each(Object.entries(answers))('%s', async (question, answer) => {
    expect(Object.keys(reviewQuestions)).toContain(question);
    await answer();
    expect(complaints).toEqual([]);
  });
});
