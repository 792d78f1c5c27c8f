import { expect, test } from '@jest/globals';
import type { Setting } from '../../../src/runtime/cli/settings.ts';
import { parseValue } from '../../../src/runtime/cli/value.ts';

const setting = (kind: Setting['kind'], more: Partial<Setting> = {}): Setting => ({
  name: 'setting',
  kind,
  description: 'A setting',
  group: 'Running',
  ...more,
});

const colours = { choices: ['red', 'green'] };
const from1To9 = { range: [1, 9] } as const;

test.each<[string, Setting, string, unknown]>([
  ['a text', setting('text'), 'a b', 'a b'],
  ['one of some words', setting('text', colours), 'red', 'red'],
  ['a list', setting('list'), 'a,b', ['a', 'b']],
  ['a list of some words', setting('list', colours), 'green, red', ['green', 'red']],
  ['a switch', setting('switch'), 'true', true],
  ['a switch as Go writes it', setting('switch'), '0', false],
  ['a number', setting('whole'), '0', 0],
  ['a number below zero', setting('whole', { range: [-1, 9] }), '-1', -1],
  ['the most of a range', setting('whole', from1To9), '9', 9],
  ['a percentage', setting('percent'), '12.5%', 0.125],
  ['a percentage without its sign', setting('percent'), '100', 1],
  ['a duration', setting('duration'), '10m', 600_000],
  ['a resource', setting('resources'), 'bid:r:space/65536', [{ resourceType: 'space', resource: '65536' }]],
  [
    'a resource with its parent, and one with a colon',
    setting('resources'),
    String.raw`bid:r:space/1/space_role_assignment/1\:2,bid:r:user/a\/b\\c`,
    [
      { resourceType: 'space_role_assignment', resource: '1:2' },
      { resourceType: 'user', resource: String.raw`a/b\c` },
    ],
  ],
  ['nothing', setting('text'), '', undefined],
  ['no word', setting('list'), '', []],
  ['no switch', setting('switch'), '', false],
  ['nothing, where there is a default', setting('percent', { default: '50%' }), '', 0.5],
])('%s', (_, of, text, value) => {
  expect(parseValue(of, text)).toEqual(value);
});

test('what a flag says twice is a longer list', () => {
  expect(parseValue(setting('list'), 'b', parseValue(setting('list'), 'a'))).toEqual(['a', 'b']);
});

test.each<[string, Setting, string, string]>([
  ['a word that is none', setting('text', colours), 'blue', '"blue" is none of red, green.'],
  [
    'a misspelt word',
    setting('list', colours),
    'red,geen',
    '"geen" is none of red, green. Did you mean "green"?',
  ],
  [
    'words between spaces',
    setting('list', colours),
    'red green',
    'Write commas between words, and no spaces.',
  ],
  ['a switch in words', setting('switch'), 'yes', 'Write true or false.'],
  ['a number below a range', setting('whole', from1To9), '0', 'Write a whole number from 1 to 9.'],
  ['a number above a range', setting('whole', from1To9), '10', 'Write a whole number from 1 to 9.'],
  ['a broken number', setting('whole', from1To9), '1.5', 'Write a whole number from 1 to 9.'],
  ['more than all', setting('percent'), '101%', 'Write a percentage from 0% to 100%.'],
  ['less than nothing', setting('percent'), '-1%', 'Write a percentage from 0% to 100%.'],
  ['a duration without a unit', setting('duration'), '90', 'Write it like 90s, 10m or 1h.'],
  [
    'no Baton id',
    setting('resources'),
    'space:1',
    '"space:1" is no Baton id: write it like bid:r:space/65536.',
  ],
  [
    'a Baton id of a grant',
    setting('resources'),
    'bid:g:a/b:c:d/e',
    '"bid:g:a/b:c:d/e" is no Baton id: write it like bid:r:space/65536.',
  ],
  [
    'half a Baton id',
    setting('resources'),
    'bid:r:space/',
    '"bid:r:space/" is no Baton id: write it like bid:r:space/65536.',
  ],
  [
    'a Baton id of three parts',
    setting('resources'),
    'bid:r:a/b/c',
    '"bid:r:a/b/c" is no Baton id: write it like bid:r:space/65536.',
  ],
])('%s is refused', (_, of, text, message) => {
  expect(() => parseValue(of, text)).toThrow(message);
});
