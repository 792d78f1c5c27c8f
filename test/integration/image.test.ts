import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { bundle } from '../../src/image/bundle/bundle.ts';
import { ConnectorApi } from '../conductorone/connector-api/connector-api.ts';
import { contained, ImageBuilder, type ImageConfig, rootUser } from '../peers/image.ts';
import { logged } from '../runtime/cli/run.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';

describeWith([program('buildah'), program('unshare'), rootUser], 'the image', () => {
  let builder: ImageBuilder;
  let context: string;
  let base: string;
  let config: ImageConfig;
  let files: string;

  beforeAll(async () => {
    [builder, context] = [await ImageBuilder.create(await temporaryFolder()), await temporaryFolder()];
    await bundle(context);
    base = await builder.base();
    await builder.build(context, 'confluence-sync', { BASE: base, VERSION: '1.2.3' });
    ({ config } = await builder.inspect('confluence-sync'));
    files = await builder.mounted('confluence-sync');
  });

  const run = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
    contained(files, config, [...config.Entrypoint, ...args], env);

  test('says what it is, and runs as nobody in particular', () => {
    expect(config).toMatchObject({
      User: '65532:65532',
      Labels: {
        'org.opencontainers.image.title': 'confluence-sync',
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.version': '1.2.3',
      },
    });
  });

  test('has Node.js and the bundle, and neither shell nor npm; its user owns nothing', async () => {
    expect((await readdir(join(files, 'app'))).sort()).toEqual([
      'LICENSE',
      'THIRD-PARTY-LICENSES.txt',
      'dist',
      'package.json',
    ]);
    expect(await contained(files, config, ['/bin/sh', '-c', 'true'])).toMatchObject({ exitCode: 127 });
    const { stdout } = await execa('find', [files, '-writable', '-user', '65532']);
    expect(stdout).toBe('');
  });

  test('comes to the same layers when it is built again', async () => {
    const again = await temporaryFolder();
    await bundle(again);
    await builder.build(again, 'confluence-sync-again', { BASE: base, VERSION: '1.2.3' });
    const { layers } = await builder.inspect('confluence-sync-again');
    expect(layers).toEqual((await builder.inspect('confluence-sync')).layers);
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: version, stderr: '' });
  });

  test('syncs a site; nothing but /tmp can be written to', async () => {
    const simulator = await Simulator.start({ site: generateSite() });
    try {
      const { exitCode, stderr } = await run(['--file', '/tmp/sync.c1z'], simulator.environment);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('sync complete') });
      expect(await run(['--file', '/sync.c1z'], simulator.environment)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('the folder / may not be written to'),
      });
    } finally {
      await simulator.stop();
    }
  });

  test('serves ConductorOne, and answers its own health check', async () => {
    const folder = await temporaryFolder();
    const [api, simulator] = await Promise.all([
      ConnectorApi.start({ folder }),
      Simulator.start({ site: generateSite() }),
    ]);
    // As a volume would bring it.
    const authorities = join(files, 'app', 'ca.pem');
    await execa('cp', [api.caFile, authorities]);
    const environment = { ...simulator.environment, ...api.environment, NODE_EXTRA_CA_CERTS: '/app/ca.pem' };
    const service = run([], environment);
    try {
      const task = api.tasks.push({ syncFull: {} });
      expect(await Promise.race([task.finished, service])).toMatchObject({ outcome: 'success' });
      const [, ...check] = config.Healthcheck.Test;
      expect(await contained(files, config, check)).toMatchObject({ exitCode: 0, stderr: '' });
    } finally {
      service.kill('SIGTERM');
      await Promise.all([service, api.stop(), simulator.stop()]);
    }
    const { exitCode, stderr } = await service;
    expect(exitCode).toBe(0);
    expect(logged(stderr).at(-1)).toMatchObject({ msg: 'stopping', running: 0 });
  });
});
