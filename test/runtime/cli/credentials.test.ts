import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { Credentials } from '../../../src/runtime/cli/credentials.ts';
import { fileSettings, settingsSchema } from '../../../src/runtime/cli/settings.ts';
import { SensitiveValues } from '../../../src/text/sensitive.ts';
import { temporaryFolder } from '../../support/files.ts';

let folder: string;
let warnings: string[];
let hidden: SensitiveValues;

beforeEach(async () => {
  folder = await temporaryFolder();
  warnings = [];
});

/** Credentials as a command has read them once, of the files that are named. */
function credentialsOf(...inFiles: readonly (typeof fileSettings)[number][]): Credentials {
  const files = Object.fromEntries(inFiles.map((name) => [`${name}-file`, join(folder, name)]));
  const values = Object.fromEntries(fileSettings.map((name) => [name, `first-${name}`]));
  const settings = settingsSchema.parse({ 'domain-url': 'acme', ...values, ...files });
  hidden = new SensitiveValues(settings);
  return new Credentials(settings, hidden, (message) => warnings.push(message));
}

test.each(fileSettings)('what the file of %s holds by now counts', async (name) => {
  const credentials = credentialsOf(name);
  await writeFile(join(folder, name), 'second\n');
  expect(credentials.latest()).toMatchObject({
    ...Object.fromEntries(fileSettings.map((each) => [each, `first-${each}`])),
    [name]: 'second',
  });
  await writeFile(join(folder, name), 'third\n');
  expect(credentials.latest()[name]).toBe('third');
  expect(warnings).toEqual([]);
});

test('what stands in no file stays', () => {
  expect(credentialsOf().latest()).toMatchObject({ username: 'first-username', 'api-key': 'first-api-key' });
});

test('old and new secrets are hidden', async () => {
  const credentials = credentialsOf('api-key', 'username');
  await writeFile(join(folder, 'api-key'), 'second');
  await writeFile(join(folder, 'username'), 'second-username');
  credentials.latest();
  expect(hidden.secrets).toEqual(expect.arrayContaining(['first-api-key', 'second', 'first-client-secret']));
  expect(hidden.names).toEqual(['first-username', 'second-username']);
});

test.each([
  ['is gone', undefined, /^BATON_API_KEY_FILE names a file that cannot be read \(\S+\): no such file or dir/],
  ['is empty', '', /^BATON_API_KEY_FILE names an empty file \(\S+\)\. What it held before is used\.$/],
  ['holds a pasted blank', 'can ary', /^BATON_API_KEY_FILE holds a blank\. What it held before is used\.$/],
])('a file that %s leaves what it held before, with one warning', async (_, content, warning) => {
  const credentials = credentialsOf('api-key');
  const path = join(folder, 'api-key');
  await writeFile(path, 'second');
  credentials.latest();
  if (content === undefined) await rm(path);
  else await writeFile(path, content);
  expect([credentials.latest()['api-key'], credentials.latest()['api-key']]).toEqual(['second', 'second']);
  expect(warnings).toEqual([expect.stringMatching(warning)]);
  await writeFile(path, 'third');
  expect(credentials.latest()['api-key']).toBe('third');
  expect(warnings).toHaveLength(1);
});
