import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type * as z from 'zod';
import {
  bounded,
  choice,
  choiceInAnyCase,
  counts,
  duration,
  flag,
  pasted,
  paths,
  percent,
  resources,
  text,
  time,
  whole,
  words,
} from '../../../../src/runtime/cli/settings/kinds.ts';

const colours = ['red', 'green'] as const;
const from1To9 = whole(1, 9);

test.each<[string, z.ZodType, string | undefined, unknown]>([
  ['a text', text(), 'a b', 'a b'],
  ['a pasted text', pasted(), 'ATATT3x', 'ATATT3x'],
  ['one of some words', choice(colours), 'red', 'red'],
  ['one of them in capitals', choiceInAnyCase(colours), 'Red', 'red'],
  ['what stands for one of them', choiceInAnyCase(colours, { crimson: 'red' }), 'CRIMSON', 'red'],
  ['a list of some words', words(colours), 'green, red', ['green', 'red']],
  ['counts, the last of which count', counts(colours), 'red=1, green=2,red=3', { red: 3, green: 2 }],
  ['a switch', flag(), 'true', true],
  ['a switch as Go writes it', flag(), '0', false],
  ['a number', whole(0, 9), '0', 0],
  ['a number below zero', whole(-1, 9), '-1', -1],
  ['the most of a range', from1To9, '9', 9],
  ['a number within bounds', bounded(1, 9), '5', 5],
  ['a number beyond them', bounded(1, 9), '1000', 9],
  ['a number before them', bounded(-1, 9), '-5', -1],
  ['a percentage', percent(), '12.5%', 0.125],
  ['a percentage without its sign', percent(), '100', 1],
  ['a duration', duration(), '10m', 600_000],
  ['paths', paths(), 'stdout, a b.log', ['stdout', 'a b.log']],
  ['a time', time(), '2026-12-31T18:00:00Z', Date.UTC(2026, 11, 31, 18)],
  ['a time of another zone', time(), '2026-12-31T18:00:00.5+02:00', Date.UTC(2026, 11, 31, 16, 0, 0, 500)],
  ['a time after a blank', time(), '2026-12-31 18:00', Date.UTC(2026, 11, 31, 18)],
  ['a day', time(), '2026-12-31', Date.UTC(2026, 11, 31)],
  ['seconds since 1970', time(), '1798740000', Date.UTC(2026, 11, 31, 18)],
  ['a resource', resources(), 'bid:r:space/65536', [{ resourceType: 'space', resource: '65536' }]],
  [
    'a resource with its parent, and one with a colon',
    resources(),
    String.raw`bid:r:space/1/space_role_assignment/1\:2,bid:r:user/a\/b\\c`,
    [
      { resourceType: 'space_role_assignment', resource: '1:2' },
      { resourceType: 'user', resource: String.raw`a/b\c` },
    ],
  ],
  ['no word', words(colours), undefined, []],
  ['no resource', resources(), undefined, []],
  ['no path', paths(), undefined, []],
  ['no count', counts(colours), undefined, {}],
  ['no switch', flag(), undefined, false],
  ['a default as it is written', percent().prefault('50%'), undefined, 0.5],
])('%s', (_, kind, given, value) => {
  const read = kind.parse(given);
  expect(read instanceof Map ? Object.fromEntries(read) : read).toEqual(value);
});

const noTime = 'Write it like 2026-12-31T18:00:00Z.';
const noBatonId = (text: string) => `"${text}" is no Baton id: write it like bid:r:space/65536.`;
const notFrom1To9 = 'Write a whole number from 1 to 9.';
const noPercentage = 'Write a percentage from 0% to 100%.';

test.each<[string, z.ZodType, string, string]>([
  ['a word that is none', choice(colours), 'blue', '"blue" is none of red, green.'],
  ['a misspelt word', words(colours), 'red,geen', '"geen" is none of red, green. Did you mean "green"?'],
  ['words between spaces', words(colours), 'red green', 'Write commas between words, and no spaces.'],
  ['a comma at the end', words(colours), 'red,', '"" is none of red, green.'],
  ['a count of nothing', counts(colours), 'red', '"red" is no count: write it like users=120.'],
  ['a count of what is none', counts(colours), 'blue=1,red', '"blue" is none of red, green.'],
  ['a switch in words', flag(), 'yes', 'Write true or false.'],
  ['a switch in mixed case', flag(), 'tRUE', 'Write true or false.'],
  ['a number below a range', from1To9, '0', notFrom1To9],
  ['a number above a range', from1To9, '10', notFrom1To9],
  ['a word that is none, in any case', choiceInAnyCase(colours), 'Bleu', '"bleu" is none of red, green.'],
  [
    'what every object has',
    choiceInAnyCase(colours, { crimson: 'red' }),
    'constructor',
    '"constructor" is none of red, green.',
  ],
  ['no number, where there are bounds', bounded(1, 9), 'many', 'Write a whole number.'],
  ['a broken number', from1To9, '1.5', notFrom1To9],
  ['a number with an exponent', from1To9, '1e0', notFrom1To9],
  ['a number that is too long', from1To9, '9'.repeat(400), notFrom1To9],
  ['more than all', percent(), '101%', noPercentage],
  ['far more than all', percent(), '9'.repeat(400), noPercentage],
  ['less than nothing', percent(), '-1%', noPercentage],
  ['a duration without a unit', duration(), '90', 'Write it like 90s, 10m or 1h.'],
  ['a duration that no timer can wait for', duration(), '597h', 'Write at most 596h.'],
  ['a comma after the last path', paths(), 'a.log,', 'Write a comma between two paths, and nothing else.'],
  ['a day in words', time(), 'tomorrow', noTime],
  ['a month too many', time(), '2026-13-01', noTime],
  ['a time without its day', time(), '18:00', noTime],
  ['no Baton id', resources(), 'space:1', noBatonId('space:1')],
  ['a Baton id of a grant', resources(), 'bid:g:a/b:c:d/e', noBatonId('bid:g:a/b:c:d/e')],
  ['half a Baton id', resources(), 'bid:r:space/', noBatonId('bid:r:space/')],
  ['a Baton id of three parts', resources(), 'bid:r:a/b/c', noBatonId('bid:r:a/b/c')],
  ['a Baton id after a blank', resources(), 'bid:r:a/b, bid:r:a/c', noBatonId(' bid:r:a/c')],
  ['a pasted text with a blank', pasted(), 'can ary', 'holds a blank'],
])('%s is refused', (_, kind, given, message) => {
  const { error } = kind.safeParse(given);
  expect(error?.issues[0]?.message).toBe(message);
});

test('whole numbers of a range are read, and no others', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), (number, one, other) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const { data } = whole(least, most).safeParse(String(number));
      expect(data).toBe(number >= least && number <= most ? number : undefined);
    }),
  );
});
