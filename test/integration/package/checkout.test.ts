import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { root } from '../../support/synth.ts';

interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

interface Locked {
  readonly libc?: readonly string[];
  readonly integrity?: string;
  /** Part of another package's archive. */
  readonly inBundle?: boolean;
  /** A folder of this checkout. */
  readonly link?: boolean;
}

const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;

test('the lockfile’s Node is not installed where it does not run: on Linux, it needs glibc', () => {
  const forLinux = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/node-linux-'));
  expect(forLinux.map(([, { libc }]) => libc)).toEqual([['glibc'], ['glibc']]);
});

test('nothing is installed unverified, whatever the machine', () => {
  const fetched = Object.entries(packages).filter(
    ([path, { inBundle, link }]) => path.includes('node_modules/') && !inBundle && !link,
  );
  expect(fetched.length).toBeGreaterThan(900);
  const unverified = fetched.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity));
  expect(unverified.map(([path]) => path)).toEqual([]);
});

test('a machine that sets NODE_ENV=production gets what a checkout needs', async () => {
  const env = { NODE_ENV: 'production' };
  const { stdout } = await execa('npm', ['ls', 'cdktf-cli', '--json'], { cwd: root, env });
  expect(JSON.parse(stdout)).toMatchObject({
    dependencies: { 'cdktf-cli': { version: expect.any(String) } },
  });
});

test.each([
  ['20.19.5', 1],
  ['22.18.0', 1],
  ['22.19.0', 0],
  ['24.0.0', 0],
])('Node %s: exit code %d', async (version, code) => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  const script = `${pretend} require('./.node/check.cjs')`;
  const { exitCode, stderr } = await execa(process.execPath, ['-e', script], { cwd: root, reject: false });
  expect(exitCode).toBe(code);
  expect(stderr).toBe(
    code === 0
      ? ''
      : `Node.js ${version} is too old, and npm has none for this machine. Install 22.19 or later; on Alpine: apk add nodejs-current`,
  );
});
