import { expect, test } from '@jest/globals';
import { totalsOf } from '../../src/access/totals.ts';
import { siteFrom } from '../simulator/site-from.ts';
import { reported } from './reading.ts';
import { reviewedSite } from './reviewed-site.ts';

const report = await reported(siteFrom(reviewedSite));
const holders = [
  { permission: 'administer space', people: 3, inSeveral: 1 },
  { permission: 'export space', people: 3, inSeveral: 0 },
  { permission: 'delete space', people: 1, inSeveral: 0 },
];

test('totals count everything once', () => {
  expect(totalsOf(report)).toEqual({
    spaces: 4,
    personal: { spaces: 2, shared: 1 },
    people: 4,
    disabled: 1,
    disabledHolders: 1,
    groups: 2,
    memberships: 5,
    grants: 8,
    permissions: 11,
    holders,
  });
});

test('what the file does not tell is absent, and what nobody holds is none', () => {
  const spaces = report.spaces.map(({ id, name }) => ({ id, name, held: [] }));
  expect(totalsOf({ ...report, permissions: [], spaces })).toEqual({
    spaces: 4,
    personal: undefined,
    people: 4,
    disabled: 1,
    disabledHolders: 0,
    groups: 2,
    memberships: 5,
    grants: 0,
    permissions: 0,
    holders: holders.map(({ permission }) => ({ permission, people: 0, inSeveral: 0 })),
  });
});
