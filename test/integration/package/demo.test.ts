import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { root } from '../../support/synth.ts';

test('npm run demo syncs a made-up site and shows who can do what', async () => {
  const { stdout, stderr, exitCode } = await execa('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    reject: false,
  });
  expect(exitCode).toBe(0);
  expect(stderr).toContain('"msg":"sync complete"');
  expect(stdout).toMatch(/^A made-up Confluence site of 200 users/);
  expect(stdout).toMatch(/\nWho can administer a space \(\d+\)\n {2}\S.*: \S/);
  expect(stdout).toMatch(/\nWho can do the most \(\d+\)\n {2}\S.*: \d+ permissions in \d+ spaces\n/);
  expect(stdout).toMatch(/\nDisabled accounts that still hold permissions \(\d+\)\n {2}\S/);
  expect(stdout).toContain('(through ');
});
