import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { entriesOf } from '../../../src/config/loading/entries.ts';
import { problemLines, withPositions } from '../../../src/config/loading/problem.ts';
import { readYaml } from '../../../src/config/loading/yaml.ts';
import { problemsIn, problemText } from '../../support/configs.ts';
import { delivered, deployed, fileOf } from '../mistakes/mistake.ts';

const said = (yaml: string) => readYaml(yaml, 'connector.yaml').value;

/** What is wrong with a text that is YAML, in the order of the text. */
function problemsOf(yaml: string) {
  const { problems, locate } = readYaml(yaml, 'connector.yaml');
  return withPositions(problems, locate);
}

const shortly = (yaml: string) => problemsOf(yaml).map(problemText);
const inWords = (...yamls: readonly string[]) =>
  yamls.flatMap((yaml) => problemLines(problemsOf(yaml), 'c.yaml')).join('\n');

describe('a merge key', () => {
  test.each([
    ['adds what is not there', 'x: &x { a: 1 }\ny: { <<: *x, b: 2 }', { a: 1, b: 2 }],
    ['yields to what stands after it', 'x: &x { a: 1 }\ny: { <<: *x, a: 2 }', { a: 2 }],
    ['yields to what stands before it', 'x: &x { a: 1 }\ny: { a: 2, <<: *x }', { a: 2 }],
    ['yields to what is empty', 'x: &x { a: 1 }\ny: { a: ~, <<: *x }', { a: null }],
    [
      'takes the earlier of a list',
      'x: &x { a: 1 }\nz: &z { a: 2, b: 3 }\ny: { <<: [*x, *z] }',
      { a: 1, b: 3 },
    ],
    ['takes a list by its name', 'x: &x [{ a: 1 }, { b: 2 }]\ny: { <<: *x }', { a: 1, b: 2 }],
    ['takes a mapping that has no name', 'y: { <<: { a: 1 }, b: 2 }', { a: 1, b: 2 }],
    ['takes nothing of an empty list', 'y: { <<: [], b: 2 }', { b: 2 }],
    ['merges what is merged', 'x: &x { a: 1 }\nz: &z { <<: *x }\ny: { <<: *z }', { a: 1 }],
    ['is shallow', 'x: &x { a: { b: 1 } }\ny: { <<: *x, a: { c: 2 } }', { a: { c: 2 } }],
    ['takes what a name means by then', 'x: &x { a: 1 }\nz: &x { a: 2 }\ny: { <<: *x }', { a: 2 }],
    ['in quotes is a key', 'y: { "<<": { a: 1 } }', { '<<': { a: 1 } }],
    ['as a value is text', 'y: [<<]', ['<<']],
    ['merges any key', 'y: { <<: { ~: 1, 2: 3, __proto__: 4 } }', JSON.parse('{"":1,"2":3,"__proto__":4}')],
  ])('%s', (_what, yaml, y) => {
    expect(Object.entries(said(yaml) as object).find(([key]) => key === 'y')?.[1]).toEqual(y);
    expect(problemsOf(yaml)).toEqual([]);
  });

  test('of a mapping in itself comes to an end', () => {
    expect(said('x: &x { <<: *x, a: 1 }')).toEqual({ x: { a: 1 } });
    expect(said('x: &x { <<: [{ <<: *x, b: 2 }], a: 1 }')).toEqual({ x: { a: 1, b: 2 } });
    const held = said('x: &x { a: { <<: *x } }') as {
      readonly x: { readonly a: { readonly a: unknown } };
    };
    expect(held.x.a.a).toBe(held.x.a);
  });

  test.each([
    ['a number', '3', '1:10', '3'],
    ['nothing', '', '1:11', 'empty'],
    ['text', 'defaults', '1:10', '"defaults"'],
    ['a list of another', '[{ a: 1 }, [{ a: 1 }]]', '1:10', 'a list'],
    ['what could be a secret', 'ATATT3xFfGF0CANARYcanaryCANARY', '1:10', '(value hidden)'],
  ])('that names %s is refused', (_what, value, place, shown) => {
    const yaml = `y: { <<: ${value} }`;
    expect(shortly(yaml)).toEqual([`${place} y["<<"] wrong-type`]);
    expect(inWords(yaml)).toContain(`y["<<"]: ${shown}: `);
  });

  const ofList = 'x: &x [1]\ny: { <<: *x }';
  const twice = 'x: &x { a: 1 }\ny:\n  <<: *x\n  <<: { b: 1, b: 2 }';

  test('that names the anchor of something else is refused', () => {
    expect(shortly(ofList)).toEqual(['2:10 y["<<"] wrong-type']);
  });

  test('that stands there twice is refused, as are keys in what it names', () => {
    expect(shortly(twice)).toEqual(['4:3 y["<<"] duplicate-key', '4:15 y["<<"].b duplicate-key']);
  });

  test('that is refused in words', () => {
    expect(inWords(ofList, twice)).toMatchInlineSnapshot(`
"c.yaml:2:10: y["<<"]: 1: expected a mapping, or a list of mappings. Name the anchor of one: <<: *name.
c.yaml:4:3: y["<<"]: written more than once. Keep one, with a list: <<: [*one, *other].
c.yaml:4:15: y["<<"].b: written more than once. Keep one."
`);
  });

  test('without an anchor is no YAML', () => {
    expect(problemsIn('y: { <<: *x }')).toEqual(['1:10 invalid-yaml']);
    expect(() => said('y: { <<: *x }')).toThrowErrorMatchingInlineSnapshot(
      `"connector.yaml:1:10: not valid YAML: an alias without an anchor before it. Quote text that starts with "*"."`,
    );
  });
});

describe('anchors, aliases and merge keys', () => {
  const keys = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 4 });
  // Numbers of mappings before.
  const merged = fc.array(fc.nat(), { maxLength: 3 });
  const aliased = fc.array(fc.nat(), { maxLength: 1 });
  const level = fc.record({ keys, merged, aliased, mergesFirst: fc.boolean() });
  /** Mappings that merge and name those before them, a line for each pair. Each text stands there once. */
  const document = fc.array(level, { minLength: 1, maxLength: 7 }).map((levels) =>
    levels
      .flatMap(({ keys, merged, aliased, mergesFirst }, index) => {
        const names = (numbers: readonly number[]) =>
          index === 0 ? [] : numbers.map((number) => `*n${number % index}`);
        const own = keys.map((key) => `  ${key}: v${index}${key}`);
        const sources = names(merged);
        const merge =
          sources.length === 0
            ? []
            : [`  <<: ${sources.length === 1 ? sources[0] : `[${sources.join(', ')}]`}`];
        return [
          `x${index}: &n${index}`,
          '  u:',
          ...(mergesFirst ? [...merge, ...own] : [...own, ...merge]),
          ...names(aliased).map((name) => `  t: ${name}`),
        ];
      })
      .join('\n'),
  );

  test('mean what they mean to others', () => {
    fc.assert(
      fc.property(document, (yaml) => {
        expect(said(yaml)).toEqual(parse(yaml, { merge: true, maxAliasCount: -1 }));
        expect(problemsOf(yaml)).toEqual([]);
      }),
    );
  });

  test('are located where they are written', () => {
    fc.assert(
      fc.property(document, (yaml) => {
        const { value, locate } = readYaml(yaml, 'connector.yaml');
        const lines = yaml.split('\n');
        for (const entry of entriesOf(value)) {
          if (typeof entry.value !== 'string') continue;
          // What an alias names stands at the alias.
          const text = entry.path.slice(1, -1).includes('t') ? '*n' : entry.value;
          const { line = 0, column = 0 } = locate(entry.path, false) ?? {};
          expect(lines[line - 1]?.slice(column - 1).startsWith(text)).toBe(true);
        }
      }),
    );
  });
});

test('tabs as indentation, wherever they stand, are one mistake', () => {
  const yaml = fileOf(deployed({}, { apiKey: { expires: '2027-01-31' } }), delivered());
  const lines = yaml.split('\n');
  const indented = lines.flatMap((line, index) => (line.startsWith(' ') ? [index] : []));
  fc.assert(
    fc.property(
      fc.subarray(indented, { minLength: 1 }),
      fc.constantFrom('\t', ' \t', '  \t', '\t\t', '\t '),
      (chosen, tab) => {
        const tabbed = lines.map((line, index) =>
          chosen.includes(index) ? `${tab}${line.trimStart()}` : line,
        );
        const yaml = tabbed.join('\n');
        expect(problemsIn(yaml)).toEqual([`${(chosen[0] ?? 0) + 1}:1 invalid-yaml`]);
        expect(() => said(yaml)).toThrow('Tabs are not allowed as indentation');
      },
    ),
  );
});

test.each([
  ['after a colon', 'a:\tb\n', { a: 'b' }],
  ['on a line of its own', 'a:\n  - b\n\t\n  - c\n', { a: ['b', 'c'] }],
  ['before a comment', 'a:\n\t# c\n  b: c\n', { a: { b: 'c' } }],
  ['in a block of text', 'a: |\n  b\n  \tc\n', { a: 'b\n\tc\n' }],
])('a tab may stand %s', (_where, yaml, value) => {
  expect(said(yaml)).toEqual(value);
});
