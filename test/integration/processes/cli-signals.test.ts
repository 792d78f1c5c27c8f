import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bundled, push, withPrograms } from '../../cli/image-programs.ts';
import { command, threeWays, workspace } from '../../cli/workspace.ts';
import { pathWith } from '../../doctor/outside.ts';

test('doctor ends at once when interrupted, and so does what it runs', async () => {
  const { folder } = await workspace({ 'connector.yaml': threeWays });
  const [started, ended] = [join(folder, 'started'), join(folder, 'ended')];
  const PATH = await pathWith({
    terraform: `trap 'kill $!; touch ${ended}; exit' TERM; sleep 60 & touch ${started}; wait`,
  });
  const running = execa(process.execPath, [command, 'doctor', '--connector', 'confluence'], {
    cwd: folder,
    env: { PATH: `${PATH}:/usr/bin:/bin` },
    extendEnv: false,
    reject: false,
  });
  while (!existsSync(started)) await sleep(20);
  running.kill('SIGINT');
  expect(await running).toMatchObject({ exitCode: 130, stdout: '' });
  while (!existsSync(ended)) await sleep(20);
});

test('SIGTERM ends the engine of image build, and leaves nothing behind', async () => {
  const podman = 'case $1 in build) echo started >&2; exec /bin/sleep 300;; esac';
  const { folder, files } = await withPrograms({ podman }, { 'connector.yaml': bundled, 'tmp/kept': '' });
  const running = execa(process.execPath, [command, ...push, '--write'], {
    cwd: folder,
    extendEnv: false,
    env: { PATH: 'bin', TMPDIR: join(folder, 'tmp') },
    reject: false,
  });
  for await (const line of running.iterable({ from: 'stderr' })) {
    if (line === 'started') running.kill('SIGTERM');
  }
  expect(await running).toMatchObject({ exitCode: 143, stdout: '' });
  expect([...(await files())].filter(([path]) => !path.startsWith('bin/'))).toEqual([
    ['connector.yaml', bundled],
    ['tmp/kept', ''],
  ]);
});

test('a push of image build that fails leaves the configuration as it was, and says how to log in', async () => {
  const script = 'case $1 in push) echo "denied: no token" >&2; exit 125;; esac';
  const { shell, files } = await withPrograms({ podman: script }, { 'connector.yaml': bundled });
  // As a process: what podman writes goes straight to its standard error.
  const { exitCode, stdout, stderr } = await shell(`CMD ${push.join(' ')} --write`);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(
    stderr.endsWith(
      'denied: no token\npodman has failed, and has said why above. If its registry has refused it: podman login registry.acme.com.\n',
    ),
  ).toBe(true);
  expect((await files()).get('connector.yaml')).toBe(bundled);
});
