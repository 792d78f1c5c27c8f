import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { checkConfig, parseConnector } from '../../src/config/check.ts';
import { ConfigError } from '../../src/config/problem.ts';
import { cloud, today } from '../support/configs.ts';
import { extended, leafPaths, mappingPaths, replaced } from './leaves.ts';

const everyOption = parse(
  readFileSync(join(import.meta.dirname, '..', 'support', 'every-option.yaml'), 'utf8'),
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
    { numRuns: 300 },
  );
});

test('so is it in typed props, and a number that stands for one', () => {
  const app = { create: { displayName: 'Wiki', description: `Wiki \${TfToken[TOKEN.1]}` } };
  expect(() => parseConnector({ ...cloud, app }, 'wiki', today)).toThrow(ConfigError);
  const state = { backend: 's3', settings: { key: '{connector}', max_retries: -1.8881545897087505e289 } };
  const { errors } = checkConfig({ conductorone: { tenant: 'acme' }, state, connectors: [cloud] }, today);
  expect(errors).toEqual([
    {
      path: ['state', 'settings', 'max_retries'],
      message: 'too large a number: CDKTF takes such for references. Write a smaller one, or text.',
    },
  ]);
});

test('text that only looks a little like it is text', () => {
  const app = { create: { displayName: 'TfToken', description: `\${TfToken} [TOKEN.1] $\${TfTokens[1]}` } };
  expect(parseConnector({ ...cloud, app }, 'wiki', today).app).toEqual(app);
});
