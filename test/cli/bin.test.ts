import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { temporaryFolder } from '../support/files.ts';
import { root } from '../support/synth.ts';

const commands = ['src/cli/bin.cjs', 'src/runtime/bin.cjs'];

test.each(commands)('%s starts by an env that takes no arguments, as BusyBox’s', async (command) => {
  expect((await readFile(join(root, command), 'utf8')).split('\n')[0]).toBe('#!/usr/bin/env node');
});

test.each(commands)('%s keeps Node’s warnings of experiments to itself, and no others', async (command) => {
  const folder = await temporaryFolder();
  const preload = `data:text/javascript,${encodeURIComponent(
    `process.once('beforeExit', () => {
      process.emitWarning('an experiment', 'ExperimentalWarning');
      process.emitWarning('all the same', 'DeprecationWarning');
    });`,
  )}`;
  const { stderr } = await execa(process.execPath, ['--import', preload, join(root, command), '--help'], {
    cwd: folder,
    env: { NODE_OPTIONS: '', NODE_NO_WARNINGS: '' },
  });
  expect(stderr).toMatch(/DeprecationWarning: all the same/);
  expect(stderr).not.toMatch(/ExperimentalWarning/);
});
