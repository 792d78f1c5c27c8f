import { expect, test } from '@jest/globals';
import type { AccessReport } from '../../src/access/report.ts';
import { fileName } from '../../src/report/file-name.ts';
import { personLink, spaceLink } from '../../src/report/links.ts';
import { reportOf } from '../access/reading.ts';
import { written } from '../access/written.ts';

const report = await reportOf(await written({ people: {}, groups: {}, spaces: {} }));

const of = (site: string): AccessReport => ({
  ...report,
  sync: {
    ...report.sync,
    endedAt: '2026-01-02T03:04:05.678Z',
    ...(report.sync.record && { record: { ...report.sync.record, site } }),
  },
});

test('spaces and people are found by their keys and account ids', () => {
  expect(spaceLink(of('acme.atlassian.net'), { key: '~ada' })).toBe(
    'https://acme.atlassian.net/wiki/spaces/~ada',
  );
  expect(personLink(of('acme.atlassian.net:8443'), { id: '557058:a/b?c' })).toBe(
    'https://acme.atlassian.net:8443/wiki/people/557058%3Aa%2Fb%3Fc',
  );
  expect(personLink(of('acme.atlassian.net'), { id: '\ud800' })).toMatch(/^https:/);
});

test('there is no link where the site or the key is not known', () => {
  const { record, ...sync } = report.sync;
  expect(spaceLink({ ...report, sync }, { key: 'A' })).toBeUndefined();
  expect(spaceLink(of('acme.atlassian.net'), {})).toBeUndefined();
});

test.each([
  'evil.example/x',
  'a@evil.example',
  'javascript:alert(1)',
  '',
  'a b',
  'x:1:2',
  '.',
  'a?b',
  '\u202eacme',
])('what is no host leads nowhere: %j', (site) => {
  expect(personLink(of(site), { id: 'ada' })).toBeUndefined();
});

test('names of files have the site and the day, and no path', () => {
  expect(fileName(of('acme.atlassian.net'), 'people', 'csv')).toBe(
    'confluence-access-acme.atlassian.net-2026-01-02-people.csv',
  );
  expect(fileName(of('../../x\u202ey:1'), 'people', 'csv')).toMatch(
    /^confluence-access-[\w.-]+-people[.]csv$/,
  );
  const { record, ...sync } = of('').sync;
  expect(fileName({ ...report, sync }, 'review', 'json')).toBe('confluence-access-2026-01-02-review.json');
});
