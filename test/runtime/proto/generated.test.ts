import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { filesBelow, temporaryFolder } from '../../support/files.ts';
import { root } from '../../support/synth.ts';

const proto = join(root, 'src/runtime/proto');

test('the generated code is what the .proto files give', async () => {
  const folder = await temporaryFolder();
  await execa('buf', ['generate', proto, '--template', join(proto, 'buf.gen.yaml'), '--output', folder], {
    preferLocal: true,
    localDir: root,
  });
  expect(await filesBelow(join(proto, 'gen'))).toEqual(await filesBelow(join(folder, 'gen')));
});
