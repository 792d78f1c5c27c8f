import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pastedTextFlaw } from '../../src/text/pasted-text.ts';

const quotes = 'has quotation marks around it';
const quote = 'has a quotation mark at one end';
const lineBreak = 'holds a line break';
const blank = 'holds a blank';
const invisible = 'holds an invisible character';

test.each([
  ['"canary"', quotes],
  ["'canary'", quotes],
  ['`canary`', quotes],
  ['“canary”', quotes],
  ['„canary“', quotes],
  ['"can ary"', quotes],
  ['""', quotes],
  ['"canary', quote],
  ["canary'", quote],
  ['can ary', blank],
  ['can\tary', blank],
  ['can\u00a0ary', blank],
  ['can\u2009ary', blank],
  ['can\u3000ary', blank],
  ['can\nary', lineBreak],
  ['can\r\nary', lineBreak],
  ['can\u2028ary', lineBreak],
  ['can\u200bary', invisible],
  ['\u200bcanary', invisible],
  ['canary\u200d', invisible],
  ['can\ufeffary', invisible],
  ['can\u00adary', invisible],
  ['can\u2060ary', invisible],
  ['\u202acanary\u202c', invisible],
  ['can\u0000ary', invisible],
  ['can\u001bary', invisible],
  ['can\u007fary', invisible],
  ['can\ufe0fary', invisible],
  ['can\u3164ary', invisible],
  ['can\u2800ary', invisible],
  ['can\ud800ary', invisible],
])('%j', (text, flaw) => {
  expect(pastedTextFlaw(text)).toBe(flaw);
});

test.each([
  '',
  'jo',
  'jo@acme.com',
  'jo+bot@acme.com',
  "jo.o'brien@acme.com",
  'zoë@bücher.example',
  'ATATT3xFfGF0_-=A1B2C3D4',
  'secret-token:conductorone.com:v1:eyJrdHkiOiJPS1AifQ',
  'happy-otter-123@acme.conductor.one/ccc',
])('%j may be right', (text) => {
  expect(pastedTextFlaw(text)).toBeUndefined();
});

test('of any text, what is said repeats nothing', () => {
  const told = [undefined, quotes, quote, lineBreak, blank, invisible];
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(told).toContain(pastedTextFlaw(text));
    }),
  );
});
