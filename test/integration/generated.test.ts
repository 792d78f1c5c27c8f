import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { filesBelow, temporaryFolder } from '../support/files.ts';
import { root } from '../support/synth.ts';

const proto = join(root, 'src/runtime/proto');

test('the generated code is what the .proto files give by npm run generate:proto', async () => {
  const folder = await temporaryFolder();
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const command: string = scripts['generate:proto'];
  expect(command).toMatch(/ --output src\/runtime\/proto$/);
  await execa(command.replace(/\S+$/, folder), { cwd: root, shell: true });
  expect(await filesBelow(join(proto, 'gen'))).toEqual(await filesBelow(join(folder, 'gen')));
});
