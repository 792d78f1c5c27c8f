import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { threeWays, workspace } from '../../cli/workspace.ts';

describe('an output that ends early', () => {
  const [start, labs] = threeWays.split(/(?=^ {2}- name: confluence-labs)/m);
  const copies = Array.from({ length: 40 }, (_, index) =>
    labs?.replaceAll(/confluence-labs|: labs|Confluence Labs/g, (name) => `${name}-${index}`),
  );
  const many = [start, ...copies].join('');

  test('a reader that has seen enough is no error', async () => {
    const { shell } = await workspace({ 'connector.yaml': many });
    expect(await shell('{ CMD render; echo "exit code $?" >&2; } | head -n 1')).toEqual({
      exitCode: 0,
      stdout: 'apiVersion: v1\n',
      stderr: 'exit code 0\n',
    });
  });

  test('it hides no difference from --check', async () => {
    const { shell } = await workspace({ 'connector.yaml': many });
    expect(await shell('{ CMD render --check deploy; echo "exit code $?" >&2; } | head -n 1')).toEqual({
      exitCode: 0,
      stdout: '--- /dev/null\n',
      stderr:
        'deploy differs in 160 files. To write the folder again, use --out instead of --check.\nexit code 1\n',
    });
  });

  test('nobody reads standard error', async () => {
    const { shell } = await workspace();
    expect(
      await shell('{ { CMD validate --config none.yaml; echo "exit code $?" >&3; } 2>&1 | :; } 3>&1'),
    ).toEqual({
      exitCode: 0,
      stdout: 'exit code 1\n',
      stderr: '',
    });
  });

  const fullDisk = '/dev/full';
  const hasFullDisk = existsSync(fullDisk);
  (hasFullDisk ? test : test.skip)(
    `a full disk is one line${hasFullDisk ? '' : ` (skipped: no ${fullDisk})`}`,
    async () => {
      const { shell } = await workspace({ 'connector.yaml': threeWays });
      expect(await shell(`CMD render > ${fullDisk}`)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: 'The output cannot be written: no space left on device.\n',
      });
    },
  );
});
