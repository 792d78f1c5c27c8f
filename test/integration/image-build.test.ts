import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { localImage } from '../../src/config/schema/image.ts';
import { version } from '../../src/config/version.ts';
import { command } from '../cli/workspace.ts';
import { built } from '../peers/built.ts';
import { controlGroups, DockerDaemon } from '../peers/docker.ts';
import { ImageBuilder, rootUser } from '../peers/image.ts';
import { buildx } from '../peers/peers.ts';
import { Registry } from '../peers/registry.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

const needs = {
  docker: [program('docker'), program('dockerd'), built(buildx), controlGroups],
  podman: [program('podman')],
  buildah: [],
};
const common = [program('buildah'), program('docker-registry'), rootUser];

const workload = (name: string, image: string) => `  - name: ${name}
    site: acme
    username: bot@acme.com
    app: { create: { displayName: ${name} } }
    hosting: { type: self-hosted, delivery: gitops, image: ${image}, secrets: { from: template } } # ${name}
`;

describeWith(common, 'image build', () => {
  let registry: Registry;
  let builder: ImageBuilder;
  let folder: string;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    registry = await Registry.start(join(folder, 'registry'));
    builder = await ImageBuilder.create(folder, registry.caFile);
    environment = builder.environment;
    const bases = [await builder.base('amd64'), await builder.base('arm64')];
    await builder.push(bases, `${registry.host}/node:22`);
  });
  afterAll(() => registry.stop());

  const build = (engine: string, ...args: readonly string[]) => {
    const flags = ['--engine', engine, '--base', `${hostFor(engine)}/node:22`, ...args];
    return execa(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', command, 'image', 'build', ...flags],
      { cwd: folder, reject: false, env: { ...environment, CONNECTOR_CONFIG: '' } },
    );
  };
  const partsIn = async (file: string): Promise<readonly string[]> => {
    const { components } = JSON.parse(await readFile(join(folder, file), 'utf8'));
    return components.map(({ purl }: { readonly purl: string }) => purl);
  };
  // Docker takes it that a registry on this machine has no TLS.
  const hostFor = (engine: string) => (engine === 'docker' ? registry.plainHost : registry.host);

  for (const engine of ['docker', 'podman', 'buildah'] as const) {
    describeWith(needs[engine], engine, () => {
      let docker: DockerDaemon | undefined;
      beforeAll(async () => {
        if (engine === 'docker') docker = await DockerDaemon.start(await temporaryFolder());
        environment = { ...builder.environment, ...docker?.environment };
      });
      afterAll(() => docker?.stop());

      test('builds it for this machine', async () => {
        const { exitCode, stdout, stderr } = await build(engine, '--sbom', 'sbom.json');
        expect({ exitCode, stdout, stderr }).toEqual({
          exitCode: 0,
          stdout: localImage,
          stderr: expect.stringMatching(
            new RegExp(
              `^Building ${localImage} with ${engine} [.]{3}\n[^]*\nIt is on this machine only, with the id sha256:[0-9a-f]{64}[.]$`,
            ),
          ),
        });
        expect(await partsIn('sbom.json')).toEqual(
          expect.arrayContaining([
            `pkg:generic/node@${process.versions.node}`,
            `pkg:generic/openssl@${process.versions.openssl}`,
          ]),
        );
      });

      test('pushes it, and the configuration names what the registry has', async () => {
        const file = join(folder, 'connector.yaml');
        const yaml = `# Wikis\nconductorone: { tenant: acme }\nconnectors:\n${workload('a', 'bundled')}${workload('b', 'public.ecr.aws/conductorone/baton-confluence:0.0.24')}`;
        await writeFile(file, yaml);
        const repository = `${engine}/confluence-sync`;
        const flags = ['--push', '--write', '--tag', `${hostFor(engine)}/${repository}`];
        const { exitCode, stdout, stderr } = await build(engine, ...flags);
        const { digest, body } = await registry.manifest(repository, version);
        const reference = `${hostFor(engine)}/${repository}:${version}@${digest}`;
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: reference });
        expect(stderr.endsWith('\nWrote it into connector.yaml: a.')).toBe(true);
        expect(await readFile(file, 'utf8')).toBe(yaml.replace('bundled', reference));
        expect(await registry.blob(repository, body.config?.digest ?? '')).toMatchObject({
          architecture: 'amd64',
          config: {
            User: '65532:65532',
            WorkingDir: '/tmp',
            Labels: { 'org.opencontainers.image.version': version },
            Healthcheck: { Test: expect.arrayContaining(['health-check']) },
          },
        });
        // The next one takes its place, with the same files.
        const again = await build(engine, ...flags, '--connector', 'a');
        const { body: second } = await registry.manifest(repository, version);
        expect(second.layers).toEqual(body.layers);
        expect(await readFile(file, 'utf8')).toBe(yaml.replace('bundled', again.stdout));
      });
    });
  }

  describe('for several platforms', () => {
    test.each(['podman', 'buildah'])('by %s', async (engine) => {
      const repository = `${engine}/several/confluence-sync`;
      const tag = `${registry.host}/${repository}:1.2.3`;
      const platforms = ['--platform', 'linux/amd64,linux/arm64'];
      const flags = ['--push', '--tag', tag, ...platforms, '--sbom', 'several.json'];
      const { exitCode, stdout } = await build(engine, ...flags);
      const { digest, body } = await registry.manifest(repository, '1.2.3');
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${tag}@${digest}` });
      const pushed = body.manifests?.map(({ platform: { os, architecture } }) => `${os}/${architecture}`);
      expect(pushed?.sort()).toEqual(['linux/amd64', 'linux/arm64']);
      const nodes = (await partsIn('several.json')).filter((purl) => purl.startsWith('pkg:generic/node@'));
      expect(nodes).toEqual([`pkg:generic/node@${process.versions.node}`]);
      // What an earlier build has pushed is not in the list again.
      expect(await build(engine, ...flags)).toMatchObject({ exitCode: 0 });
      expect((await registry.manifest(repository, '1.2.3')).body.manifests).toHaveLength(2);
    });
  });

  test('a registry that cannot be pushed to is named', async () => {
    const { exitCode, stdout, stderr } = await build(
      'buildah',
      ...['--push', '--tag', 'unknown.invalid/confluence-sync'],
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr.split('\n').at(-1)).toBe(
      'buildah has failed, and has said why above. If its registry has refused it: buildah login unknown.invalid.',
    );
  });
});
