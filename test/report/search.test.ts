import { expect, test } from '@jest/globals';
import { searchIn } from '../../src/report/search.ts';
import { reported } from '../access/reading.ts';
import { reviewedSite } from '../access/reviewed-site.ts';
import { siteFrom } from '../simulator/site-from.ts';

const find = searchIn(await reported(siteFrom(reviewedSite)));

/** Numbers of what is found, in the order of names. */
const found = (text: string) => {
  const { people = [], groups = [], spaces = [] } = find(text) ?? {};
  return { people: [...people], groups: [...groups], spaces: [...spaces] };
};

test.each([
  ['a name, whatever its case', 'BOB', { people: [2] }],
  ['a name without its accents', 'angstrom', { people: [1] }],
  ['a name with its accents', 'ÅNGSTRÖM', { people: [1] }],
  ['an e-mail address', 'ada@acme', { people: [1] }],
  ['a group', 'staff', { groups: [1] }],
  ['the key of a space', '~ada', { spaces: [0] }],
  ['what several have, with space around it', '  ad  ', { people: [1], groups: [0], spaces: [0] }],
  ['what looks like an expression', '=cmd()|<', { people: [0] }],
  ['what nothing has', '.*', {}],
])('finds %s', (_, text, expected) => {
  expect(found(text)).toEqual({ people: [], groups: [], spaces: [], ...expected });
});

test('nothing to search for is no search', () => {
  expect(find('')).toBeUndefined();
  expect(find('  ')).toBeUndefined();
});
