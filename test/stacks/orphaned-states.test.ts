import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { orphanedStateNotes } from '../../stacks/orphaned-states.ts';
import { configOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = await temporaryFolder();
const state = (connector: string, content: unknown) =>
  writeFile(join(folder, `terraform.${connector}.tfstate`), JSON.stringify(content));

await state('confluence', { resources: [{}] });
await state('renamed', { resources: [{}] });
await state('destroyed', { resources: [] });
await state('damaged', 'not a state');
await writeFile(join(folder, 'terraform.old.tfstate.backup'), '{"resources":[{}]}');

test('a connector that is deployed and no longer in the configuration is named, with what to do', () => {
  expect(orphanedStateNotes(configOf(terraform), folder)).toEqual([
    'terraform.renamed.tfstate: the connector renamed is still deployed, but no longer in the configuration. If it is to go, write it there once more and run "npx cdktf destroy renamed".',
  ]);
});

test('nothing is said of files if the state is elsewhere', () => {
  const config = { ...configOf(terraform), state: { backend: 'local' as const, settings: { path: '/x' } } };
  expect(orphanedStateNotes(config, folder)).toEqual([]);
});
