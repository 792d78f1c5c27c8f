import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { localImage } from '../../src/config/schema/image.ts';
import { freshCheckout } from '../support/checkout.ts';
import { root } from '../support/synth.ts';
import { bundled } from './image-programs.ts';
import { threeWays, workspace } from './workspace.ts';

const released = `ghcr.io/acme/confluence-sync:1.2.3@sha256:${'0123456789abcdef'.repeat(4)}`;

/** The package as it is released: its package.json has a field more. */
const packageWith = async (image: unknown) => {
  const folder = await freshCheckout();
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'package.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), image }));
  await writeFile(join(folder, 'connector.yaml'), bundled);
  const { PATH = '' } = process.env;
  return (...args: readonly string[]) =>
    execa(process.execPath, [join('src', 'cli', 'bin.cjs'), ...args], {
      cwd: folder,
      reject: false,
      extendEnv: false,
      env: { PATH },
    });
};

interface Check {
  readonly name: string;
}

const configurationCheck = (stdout: string): unknown =>
  JSON.parse(stdout).checks.find(({ name }: Check) => name === 'configuration');

describe('image: bundled, in a released package', () => {
  test('is the released image, which validate, doctor and render name', async () => {
    const run = await packageWith(released);
    const place = (namespace: string) => `namespace ${namespace}, image ${released}`;
    expect(await run('validate', '--strict')).toMatchObject({
      exitCode: 0,
      stdout: [
        'connector.yaml is valid.',
        '  confluence: acme.atlassian.net, cloud-hosted',
        `  confluence-eu: acme-eu.atlassian.net, self-hosted, delivered by terraform, ${place('conductorone')}`,
        `  confluence-labs: acme-labs.atlassian.net, self-hosted, delivered by gitops, ${place('labs')}`,
      ].join('\n'),
      stderr: '',
    });
    expect(configurationCheck((await run('doctor', '--json')).stdout)).toEqual({
      subject: 'connector.yaml',
      name: 'configuration',
      state: 'ok',
      message: `valid: confluence, confluence-eu, confluence-labs; bundled is ${released}`,
      details: { notes: [], bundledImage: released },
    });
    const { stdout } = await run('render', '--connector', 'confluence-labs');
    expect(stdout).toContain(` image: ${released}\n`);
    expect(stdout).toContain(' imagePullPolicy: IfNotPresent\n');
  });

  test('leaves the local image to image build', async () => {
    const run = await packageWith(released);
    expect((await run('image', 'build', '--help')).stdout).toMatch(
      /\(default:\s+"localhost\/confluence-sync:/,
    );
  });

  test('is refused if the package names no image for good', async () => {
    const run = await packageWith('ghcr.io/acme/confluence-sync:latest');
    const { exitCode, stderr } = await run('validate');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'package.json of confluence-connector: image: "ghcr.io/acme/confluence-sync:latest" ',
    );
  });
});

describe('image: bundled, in a checkout', () => {
  test('is the local image, which validate and doctor name', async () => {
    const { run } = await workspace({ 'connector.yaml': bundled });
    const { exitCode, stdout, stderr } = await run('validate');
    expect(exitCode).toBe(0);
    expect(stdout.match(/, image (\S+)$/gm)).toEqual([`, image ${localImage}`, `, image ${localImage}`]);
    expect(stderr).toContain(`no registry has ${localImage}. `);
    expect(configurationCheck((await run('doctor', '--json')).stdout)).toMatchObject({
      message: `valid: confluence, confluence-eu, confluence-labs; bundled is ${localImage}`,
      details: { bundledImage: localImage },
    });
  });

  test('is not named if nobody asks for it', async () => {
    const { run } = await workspace({ 'connector.yaml': threeWays });
    expect((await run('validate')).stdout).not.toContain('image');
    expect(configurationCheck((await run('doctor', '--json')).stdout)).toMatchObject({
      message: 'valid: confluence, confluence-eu, confluence-labs',
      details: { notes: [] },
    });
  });
});
