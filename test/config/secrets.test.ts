import { expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import { parseConfig } from '../../src/config/loading/load.ts';
import { configJsonSchema } from '../../src/config/schema/json-schema.ts';
import { today } from '../support/configs.ts';
import { everyOption, partWith } from './every-option.ts';
import { extended, leafPaths, mappingPaths, onceEach, pathName, replaced } from './leaves.ts';
import { clientSecret, deployed, fileOf, token } from './mistakes/mistake.ts';

/** Secrets of no known shape: all that gives them away is that they are long and mean nothing. */
const opaque = 'Zm9vYmFyCANARYbXl0b2tlbjE5canaryODRhbmRzb21lCA';
const opaqueLower = '0c4a9a8yd0e1f2canary3b4c5d6e7f8091a2b3c4d5e6f70';

/** All that is said of a file, whether it can be used or not, and whether it was refused. */
function said(yaml: string): { readonly text: string; readonly refused: boolean } {
  try {
    return { text: parseConfig(yaml, 'connector.yaml', { today }).notes.join('\n'), refused: false };
  } catch (error) {
    return { text: String((error as Error).message), refused: true };
  }
}

const secrets = [
  ['an opaque secret', opaque],
  ['an API token', token],
  ['a token in a sentence', `Use ${token}.`],
  ['a client secret', clientSecret],
  ['an opaque secret in lower case', opaqueLower],
  ['an opaque secret with a line end', `${opaque}\n`],
] as const;

/** The one that is tried at a place: there are many more places than secrets. */
function triedAt(place: number) {
  return [secrets[place % secrets.length] ?? secrets[0]];
}

type Way = readonly [way: string, key: (secret: string) => string, value: (secret: string) => unknown];

/** Ways to put a text into a mapping that has no place for it. */
const ways: readonly [Way, ...Way[]] = [
  ['unknown key', () => 'note', (secret) => secret],
  ['below an unknown key', () => 'note', (secret) => ({ a: [secret] })],
  ['as a key', (secret) => secret, () => 'note'],
];

test('a secret never shows, wherever it stands', () => {
  const tried = [
    ...onceEach(leafPaths(everyOption)).flatMap((path, index) => {
      const { file, within } = partWith(path);
      return triedAt(index).map(([kind, secret]) => ({
        place: pathName(path),
        kind,
        secret,
        ...said(stringify(replaced(file, within, secret))),
      }));
    }),
    // One way for each mapping: there are enough of them.
    ...onceEach(mappingPaths(everyOption)).flatMap((path, index) => {
      const { file, within } = partWith(path);
      const [way, key, value] = ways[index % ways.length] ?? ways[0];
      return triedAt(index).map(([kind, secret]) => ({
        place: `${pathName(path)}, ${way}`,
        kind,
        secret,
        ...said(stringify(extended(file, within, key(secret), value(secret)))),
      }));
    }),
  ];
  expect(tried.length).toBeGreaterThan(200);
  expect(tried.filter(({ text }) => /canary/i.test(text))).toEqual([]);
  const known = tried.filter(({ secret }) => secret.includes(token) || secret === clientSecret);
  expect(known.length).toBeGreaterThan(0);
  expect(known.filter(({ refused }) => !refused)).toEqual([]);
});

test.each(secrets)('%s never shows as the whole file', (_kind, secret) => {
  expect(said(stringify(secret)).text).not.toMatch(/canary/i);
});

test('every option stands in the walked file', () => {
  expect(absent(configJsonSchema(), [everyOption], '')).toEqual([
    'conductorone.tenant',
    'connectors[].hosting.secrets.keys.clientId.property',
  ]);
});

test.each([
  ['two apps', fileOf(app(opaque), { ...app(opaque), name: 'labs' })],
  ['two owners', fileOf({ owners: `[${opaque}, ${opaque}]` })],
  ['two pull secrets', fileOf(deployed({ imagePullSecrets: `[${opaqueLower}, ${opaqueLower}]` }))],
  ['two names', fileOf({ name: `a${opaqueLower}` }, { name: `a${opaqueLower}` })],
  ['two namespaces', fileOf(namespace('deployed'), namespace('deployed-too'))],
  ['a custom host', fileOf({ site: `${token.toLowerCase()}.example.com` })],
  ['an image with a moving tag', fileOf(deployed({ image: opaqueLower }))],
])('a secret never shows where rules quote what the shape allows: %s', (_place, yaml) => {
  const { text } = said(yaml);
  expect(text).toContain('(value hidden): ');
  expect(text).not.toMatch(/canary/i);
});

test.each([
  ['an open quote', `apiKey: "${token}`],
  ['an open single quote', `apiKey: '${token}`],
  ['a closed quote with a rest', `apiKey: "${token}" ${token}`],
  ['an escape', `apiKey: "\\x${token}"`],
  ['a reserved character', `apiKey: @${token}`],
  ['an alias', `apiKey: *${token}`],
  ['a tag', `apiKey: !${token}!${token} x`],
  ['a verbatim tag', `apiKey: !<${token} x`],
  ['two anchors', `apiKey: &${token} &${token} x`],
  ['a block header', `apiKey: |${token}`],
  ['an open list', `apiKey: [${token}`],
  ['an open mapping', `apiKey: {${token}`],
  ['a mapping in a line', `apiKey: token: ${token}`],
  ['a tab', `apiKey:\n\t${token}`],
  ['a line without a key', `apiKey: {}\n${token}\nsite: acme`],
  ['a directive', `%YAML ${token}\n---\napiKey: {}`],
  ['a tag directive', `%TAG ${token}\n---\napiKey: {}`],
  ['a second document', `apiKey: {}\n---\n${token}`],
  ['a bad indentation', `apiKey:\n    variable: x\n  ${token}`],
])('a file that is not YAML is not quoted: %s', (_kind, yaml) => {
  const { text, refused } = said(yaml);
  expect(refused).toBe(true);
  expect(text).toMatch(/^connector\.yaml:\d+:\d+: not valid YAML: /);
  expect(text).not.toMatch(/canary/i);
});

test('nothing is warned of aside', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const { text, refused } = said(fileOf({ apiKey: `{{ ${token} }}`, owners: `!${token} []` }));
  expect(refused).toBe(true);
  expect(text).not.toMatch(/canary/i);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

function app(displayName: string) {
  return { app: `{ create: { displayName: ${displayName} } }` };
}

function namespace(name: string) {
  return deployed({ namespace: `{ name: ${opaqueLower} }` }, { name });
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The properties of a schema that none of these values has. */
function absent(schema: Schema, values: readonly unknown[], path: string): readonly string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const there = `${path}${path && '.'}${key}`;
    const below = values.flatMap((value) => {
      const item: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
      return item === undefined ? [] : [item];
    });
    return below.length === 0 ? [there] : absent(property, below, there);
  });
  const items = schema.items ? absent(schema.items, values.flat(), `${path}[]`) : [];
  const options = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((option) =>
    absent(option, values, path),
  );
  return [...own, ...items, ...options];
}
