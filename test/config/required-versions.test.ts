import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { leastCdktf, leastNode } from '../../src/config/required-versions.ts';
import { root } from '../support/synth.ts';

test('the least versions are those that the package asks for', async () => {
  const { engines, peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(`${leastNode}.`).toBe(`${engines.node.replace('>=', '')}.0.`);
  expect(`^${leastCdktf}`).toBe(peerDependencies.cdktf);
});
