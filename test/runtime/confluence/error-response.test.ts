import { describe, expect, test } from '@jest/globals';
import { refusal } from '../../../src/runtime/confluence/error-response.ts';

const url = 'https://acme.atlassian.net/wiki/rest/api/group';
const refused = (status: number, headers: Readonly<Record<string, string>>, text = '') =>
  refusal('GET /wiki/rest/api/group', url, { status, headers, text });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

describe('when to come again', () => {
  test.each<[string, () => Readonly<Record<string, string>>, number]>([
    ['seconds', () => ({ 'retry-after': '30' }), 30_000],
    ['half a second', () => ({ 'retry-after': '0.5' }), 500],
    ['blanks around it', () => ({ 'retry-after': ' 2 ' }), 2_000],
    ['zero', () => ({ 'retry-after': '0' }), 0],
    ['a negative number', () => ({ 'retry-after': '-5' }), 0],
    ['about 2^63', () => ({ 'retry-after': '9223372036854775807' }), 2 ** 63 * 1000],
    ['a date', () => ({ 'retry-after': inSeconds(60).toUTCString() }), 60_000],
    ['a date that is over', () => ({ 'retry-after': inSeconds(-60).toUTCString() }), 0],
    ['the end of the limit', () => ({ 'x-ratelimit-reset': inSeconds(60).toISOString() }), 60_000],
    [
      'nothing of use, and the end',
      () => ({ 'retry-after': 'soon', 'x-ratelimit-reset': inSeconds(60).toISOString() }),
      60_000,
    ],
    [
      'an empty text, and the end',
      () => ({ 'retry-after': '', 'x-ratelimit-reset': inSeconds(60).toISOString() }),
      60_000,
    ],
    ['both', () => ({ 'retry-after': '5', 'x-ratelimit-reset': inSeconds(60).toISOString() }), 5_000],
    ['nothing of use', () => ({ 'retry-after': 'soon', 'x-ratelimit-reset': 'later' }), 1_000],
    ['nothing', () => ({}), 1_000],
  ])('of a 429 with %s', (_, headers, expected) => {
    const { failure, retryAfter = Number.NaN } = refused(429, headers());
    expect(failure).toBe('limited');
    // Dates are in whole seconds, and time goes on.
    expect(Math.abs(retryAfter - expected)).toBeLessThanOrEqual(2_000);
  });

  test.each([-600, 0, 600])('a date counts by the clock of the answer, which is %d s ahead', (ahead) => {
    const date = inSeconds(ahead).toUTCString();
    const asked = { 'retry-after': inSeconds(ahead + 2).toUTCString(), date };
    const reset = { 'x-ratelimit-reset': inSeconds(ahead + 2).toISOString(), date };
    for (const headers of [asked, reset]) {
      const { retryAfter = Number.NaN } = refused(429, headers);
      expect(Math.abs(retryAfter - 2_000)).toBeLessThanOrEqual(1_000);
    }
  });

  test('a 503 that says so is one of them, and one that does not is an error of the server', () => {
    expect(refused(503, { 'retry-after': '3' })).toMatchObject({ failure: 'limited', retryAfter: 3_000 });
    expect(refused(503, {})).toMatchObject({ failure: 'server' });
  });
});

test("says Confluence's own words", () => {
  const headers = { 'ratelimit-reason': 'confluence-burst-based' };
  expect(refused(429, headers, '{"message":"Rate limit exceeded"}').message).toBe(
    'GET /wiki/rest/api/group: Confluence answers 429: Rate limit exceeded (confluence-burst-based)',
  );
  expect(refused(429, { 'ratelimit-reason': '<script>' }).message).not.toContain('script');
});

describe('of the words of an error', () => {
  const told = (text: string) =>
    refused(500, {}, text).message.replace('GET /wiki/rest/api/group: Confluence answers 500', '');

  test.each([
    ['a message', '{"message":"No luck"}', ': No luck'],
    ['a title', '{"errors":[{"title":"No luck"}]}', ': No luck'],
    ['nothing', '{}', ''],
    ['nothing in a message', '{"message":""}', ''],
    ['a number', '{"message":1}', ''],
    ['escapes', '{"message":"a \\"b\\" \\/ \\u003d \\n c"}', ': a "b" / =   c'],
    ['a wrong escape', '{"message":"a \\x b"}', ': a'],
    ['a line break', '{"message":"a\nb"}', ': a'],
    ['no end', '{"message":"No luck', ': No luck'],
    ['what commands a terminal', '{"message":"a\\u001b[2J\u202e"}', ': a\\u001b[2J\\u202e'],
  ])('%s is told', (_, text, expected) => {
    expect(told(text)).toBe(expected);
  });

  test.each([
    ['words', `{"message":"${'word '.repeat(2_000_000)}"}`, /^: (?:word ){40}…$/],
    ['one word', `{"message":"${'x'.repeat(9_000_000)}"}`, /^: …$/],
    ['escapes', `{"message":"${'\\n'.repeat(4_500_000)}"}`, /^: …$/],
    ['what comes before it', `{"a":"${'x'.repeat(9_000_000)}","message":"No luck"}`, /^$/],
  ])('9 MB of %s are cut, and never within a word', (_, text, expected) => {
    expect(told(text)).toMatch(expected);
  });
});
