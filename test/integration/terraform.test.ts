import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, providerMirror, terraform } from '../peers/terraform.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith } from '../support/programs.ts';
import { cdktfSynth } from '../support/synth.ts';

const configurations = ['stacks/connector.example.yaml', 'test/support/every-option.yaml'];

const needs = [built(conductoroneProvider), built(kubernetesProvider)];

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...needs], `${engine.name} with the real providers`, () => {
    test.each(configurations)('accepts every stack of %s', async (config) => {
      const folder = await temporaryFolder();
      const environment = await providerMirror(folder);
      const outdir = join(folder, 'out');
      const synth = await cdktfSynth({ config, outdir });
      expect(synth.exitCode).toBe(0);
      const stacks = await readdir(join(outdir, 'stacks'));
      expect(stacks.length).toBeGreaterThanOrEqual(3);
      for (const stack of stacks) {
        const cwd = join(outdir, 'stacks', stack);
        const run = (...args: readonly string[]) =>
          execa(engine.command, args, { cwd, env: environment, reject: false });
        const { exitCode, stderr } = await run('init', '-input=false', '-no-color');
        expect({ stack, exitCode, stderr }).toEqual({ stack, exitCode: 0, stderr: '' });
        const validate = await run('validate', '-json');
        expect({ stack, ...JSON.parse(validate.stdout) }).toMatchObject({
          stack,
          valid: true,
          diagnostics: [],
        });
      }
    });
  });
}
