import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { clusterPeers } from '../peers/peers.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';

describeWith([program('kubectl'), ...clusterPeers.map(built)], 'npm run cluster', () => {
  test('starts a cluster that rolls out Deployments, and leaves nothing behind', async () => {
    const running = execa('node', [join(root, 'test', 'peers', 'start-cluster.ts')], {
      localDir: root,
      preferLocal: true,
      reject: false,
    });
    const [line] = await once(createInterface(running.stdout), 'line');
    const kubeconfig = /^export KUBECONFIG=(.+)$/.exec(line)?.[1] ?? '';
    const kubectl = (...args: readonly string[]) =>
      execa('kubectl', args, { env: { KUBECONFIG: kubeconfig } });
    const { stdout: server } = await kubectl(
      'config',
      'view',
      '--output=jsonpath={.clusters[0].cluster.server}',
    );
    expect(server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    await kubectl('create', 'deployment', 'web', '--image=web');
    const { stdout } = await kubectl('rollout', 'status', 'deployment/web', '--timeout=30s');
    expect(stdout).toContain('successfully rolled out');
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'A cluster is up. Ctrl-C takes it down.' });
    expect(existsSync(dirname(kubeconfig))).toBe(false);
    const { stdout: processes } = await execa('ps', ['-eo', 'args']);
    expect(processes).not.toContain(dirname(kubeconfig));
  });
});
