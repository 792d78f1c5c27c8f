import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { checkConfig, parseConnector } from '../../../src/config/loading/check.ts';
import { ConfigError } from '../../../src/config/loading/problem.ts';
import { forbiddenText } from '../../../src/config/rules/forbidden-text.ts';
import { cloud, errorLines, problemsIn, problemText, today } from '../../support/configs.ts';
import { extended, leafPaths, mappingPaths, replaced } from '../leaves.ts';
import { fileOf, token } from '../mistakes/mistake.ts';

const everyOption = parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'support', 'every-option.yaml'), 'utf8'),
);

/** What CDKTF takes for a reference: of text, of a list and of a mapping, each by itself and among other text. */
const reference = fc
  .tuple(
    fc.constantFrom('$', '#', '&', '$$', ''),
    fc.stringMatching(/^[a-zA-Z0-9:._-]{1,20}$/),
    fc.constantFrom('', 'Wiki ', '"', '$'),
    fc.constantFrom('', ' of acme', '}'),
  )
  .map(([sign, id, before, after]) => `${before}${sign}{TfToken[${id}]}${after}`);

test('what CDKTF takes for a reference is refused wherever it stands', () => {
  const leaves = leafPaths(everyOption);
  const mappings = mappingPaths(everyOption);
  const changed = fc.oneof(
    fc
      .tuple(fc.constantFrom(...leaves), reference)
      .map(([path, text]) => [path, replaced(everyOption, path, text)] as const),
    fc
      .tuple(fc.constantFrom(...mappings), reference)
      .map(([path, text]) => [[...path, text], extended(everyOption, path, text, 'value')] as const),
  );
  fc.assert(
    fc.property(changed, ([path, input]) => {
      const { config, errors } = checkConfig(input, today);
      expect(config).toBeUndefined();
      expect(errors.map((error) => error.path)).toContainEqual(path);
    }),
    { numRuns: 100 },
  );
});

test('so is it in typed props, and a number that stands for one', () => {
  const app = { create: { displayName: 'Wiki', description: `Wiki \${TfToken[TOKEN.1]}` } };
  expect(() => parseConnector({ ...cloud, app }, 'wiki', today)).toThrow(ConfigError);
  const state = { backend: 's3', settings: { key: '{connector}', max_retries: -1.8881545897087505e289 } };
  const { errors } = checkConfig({ conductorone: { tenant: 'acme' }, state, connectors: [cloud] }, today);
  expect(errors.map(problemText)).toEqual(['state.settings.max_retries cdktf-reference']);
});

test('what is refused in words', () => {
  const found = forbiddenText([
    `\${TfToken[TOKEN.1]}`,
    '-1.8881545897087505e289',
    -1.8881545897087505e289,
    token,
  ]);
  expect(found.map(problemText)).toEqual([
    '[0] cdktf-reference',
    '[1] cdktf-reference',
    '[2] cdktf-reference',
    '[3] secret-in-file',
  ]);
  expect(found.map(({ message }) => message).join('\n')).toMatchInlineSnapshot(`
"CDKTF takes "TfToken[" for a reference to something else, such as a secret, and would write that. Leave it out.
CDKTF takes a number in it for a reference to something else, and would write that. Write it in another way.
too large a number: CDKTF takes such for references. Write a smaller one, or text.
(value hidden): this is a secret, and would be written to the output. Remove it here and revoke it."
`);
});

/** Numbers that CDKTF takes for references, as text in the ways that it reads. */
const numberReference = fc
  .tuple(fc.constantFrom(0xfdff, 0xfbff), fc.nat(2 ** 20), fc.integer({ min: -40, max: 3 }))
  .map(([marker, id, shift]) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint16(0, marker);
    view.setUint32(4, id);
    const number = view.getFloat64(0);
    const [digits = '', exponent] = Math.abs(number).toExponential(20).replace('.', '').split('e');
    const shifted = shift > 0 ? `.${'0'.repeat(shift - 1)}${digits}` : digits.padEnd(21 - shift, '0');
    const moved = `-${shifted}e${Number(exponent) + (shift > 0 ? shift : shift - 20)}`;
    return {
      number,
      spellings: [String(number), number.toPrecision(25), String(number).replace('+', ''), moved],
    };
  });

test('a number in text that CDKTF takes for a reference is refused', () => {
  const refused = expect.objectContaining({
    name: 'ConfigError',
    problems: [expect.objectContaining({ code: 'cdktf-reference', path: ['app', 'create', 'description'] })],
  });
  fc.assert(
    fc.property(numberReference, fc.constantFrom('', 'a', ' ', '"'), ({ number, spellings }, around) => {
      for (const spelling of spellings) {
        expect(Number(spelling)).toBe(number);
        const app = { create: { displayName: 'Wiki', description: `${around}${spelling}${around}` } };
        expect(() => parseConnector({ ...cloud, app }, 'wiki', today)).toThrow(refused);
      }
    }),
  );
});

test.each([
  '-8.1e297',
  '-8.11e-298',
  '8.109562212591379e+298',
  '-8.109562212591379E+298',
  '-1e300',
  '-9e999',
  '1e20',
  '-',
])('other numbers in text are text: %s', (description) => {
  const app = { create: { displayName: 'Wiki', description } };
  expect(parseConnector({ ...cloud, app }, 'wiki', today).app).toEqual(app);
});

test.each([
  [`"\${TfToken[TOKEN.1]}"`],
  ['"\\x54fToken[TOKEN.1]"'],
  ['"\\u0054f\\U00000054oken\\x5bTOKEN.1]"'],
  ["'#{TfToken[TOKEN.1]}'"],
  ['|-\n            &{TfToken[TOKEN.1]}'],
  ['"TfTo\\\n            ken[TOKEN.1]"'],
])('it is refused however YAML has it: %s', (description) => {
  const yaml = fileOf({ app: { create: { displayName: 'Wiki', description } } });
  const [problem, ...others] = problemsIn(yaml);
  expect(problem).toMatch(/^\d+:\d+ connectors\[0\]\.app\.create\.description cdktf-reference$/);
  expect(others).toEqual([]);
  expect(errorLines(yaml).join()).toContain(': CDKTF takes "TfToken["');
});

test('text that only looks a little like it is text', () => {
  const app = { create: { displayName: 'TfToken', description: `\${TfToken} [TOKEN.1] $\${TfTokens[1]}` } };
  expect(parseConnector({ ...cloud, app }, 'wiki', today).app).toEqual(app);
});
