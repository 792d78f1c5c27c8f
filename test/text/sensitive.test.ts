import { expect, test } from '@jest/globals';
import { sensitiveIn, withoutPersonalData } from '../../src/text/sensitive.ts';

// In base64, in base64url and in a URL, these are not the same.
const [username, apiKey, clientSecret] = ['jo+~?@acme.example', 'key/?~~>?', 'secret/+='];
const hidden = sensitiveIn({ username, 'api-key': apiKey, 'client-secret': clientSecret });
const login = Buffer.from(`${username}:${apiKey}`);

const lowerCase = (text: string) => text.replaceAll(/%../g, (code) => code.toLowerCase());

test.each(
  [
    ['the API key', apiKey, '(hidden)'],
    ['the client secret', clientSecret, '(hidden)'],
    ['the user name', username, '(user name)'],
    ['the login', login.toString(), '(user name):(hidden)'],
    ['the header', login.toString('base64'), '(hidden)'],
    ['the header for URLs', login.toString('base64url'), '(hidden)'],
  ].flatMap(([what = '', text = '', shown = '']) => {
    const encoded = encodeURIComponent(text);
    const forms = [
      [what, text],
      [`${what}, encoded`, encoded],
      [`${what}, encoded in lower case`, lowerCase(encoded)],
    ];
    return forms.map(([form = '', written = '']) => [form, written, shown] as const);
  }),
)('%s is taken out', (_, written, shown) => {
  const text = withoutPersonalData(`Refused: ${written}.`, hidden);
  // What stands between two of them, and the padding of base64, may be left encoded.
  expect(
    lowerCase(text)
      .replace('%3a', ':')
      .replace(/(?:=|%3d)+[.]$/, '.'),
  ).toBe(`Refused: ${shown}.`);
});

test.each([
  ['one word', 'x'],
  ['words', 'word '],
  ['at signs', 'a@'],
  ['e-mail addresses', 'jo@acme.example '],
  ['what begins as a token', 'ATATT'],
])('9 MB of %s are cut before they are searched', (_, part) => {
  const text = withoutPersonalData(part.repeat(9_000_000 / part.length), hidden);
  expect(text.length).toBeLessThan(32_768);
  expect(text).not.toMatch(/@acme|ATATT/);
});

test('a secret at the cut does not remain in part', () => {
  for (let before = 16_300; before < 16_400; before += 1) {
    expect(withoutPersonalData(`${' '.repeat(before)}${apiKey} and more`, hidden)).not.toContain(
      apiKey.slice(0, 3),
    );
  }
});
