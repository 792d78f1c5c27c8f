import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, initial, stateOf, subjectOf, type ViewState, views } from '../../src/report/state.ts';

test('the address keeps what the page shows', () => {
  const state: fc.Arbitrary<ViewState> = fc.record({
    view: fc.constantFrom(...views),
    search: fc.string({ unit: 'grapheme' }),
    permission: fc.constantFrom('', 'administer space', 'a&b=c'),
    ways: fc.constantFrom('all', 'direct', 'group'),
    accounts: fc.constantFrom('all', 'disabled', 'guests'),
    spaces: fc.constantFrom('all', 'anonymous', 'classes', 'others', 'personal', 'shared'),
    sort: fc.constantFrom('', 'name', 'export space'),
    descending: fc.boolean(),
  });
  fc.assert(fc.property(state, (given) => expect(stateOf(hashOf(given))).toEqual(given)));
});

test('the address names the view, and nothing that is as at first', () => {
  expect(hashOf(initial)).toBe('#view=spaces');
  expect(hashOf({ ...initial, view: 'people', search: 'Ada Å', accounts: 'disabled' })).toBe(
    '#view=people&search=Ada+%C3%85&accounts=disabled',
  );
});

test.each(['', '#', '#main', '#view=all&ways=none&accounts=1&spaces=constructor'])(
  'an address that says nothing is the first view: %j',
  (hash) => {
    expect(stateOf(hash)).toEqual(initial);
  },
);

test('a view is of spaces, of people, of groups or of all', () => {
  expect(views.map(subjectOf)).toEqual(['space', 'person', 'group', undefined]);
});
