import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, initial, stateOf, subjectOf, type ViewState, views } from '../../src/report/state.ts';

test('the address keeps what the page shows', () => {
  const state: fc.Arbitrary<ViewState> = fc.record({
    view: fc.constantFrom(...views),
    search: fc.string({ unit: 'grapheme' }),
    permission: fc.constantFrom('', 'administer space', 'a&b=c'),
    ways: fc.constantFrom('all', 'direct', 'group'),
    disabled: fc.boolean(),
    personal: fc.boolean(),
    sort: fc.constantFrom('', 'name', 'export space'),
    descending: fc.boolean(),
  });
  fc.assert(fc.property(state, (given) => expect(stateOf(hashOf(given))).toEqual(given)));
});

test('the address names the view, and nothing that is as at first', () => {
  expect(hashOf(initial)).toBe('#view=spaces');
  expect(hashOf({ ...initial, view: 'people', search: 'Ada Å', disabled: true })).toBe(
    '#view=people&search=Ada+%C3%85&disabled=true',
  );
});

test.each(['', '#', '#main', '#view=all&ways=none'])(
  'an address that says nothing is the first view: %j',
  (hash) => {
    expect(stateOf(hash)).toEqual(initial);
  },
);

test('a view is of spaces or of people', () => {
  expect(views.map(subjectOf)).toEqual(['space', 'person', 'person', 'space']);
});
