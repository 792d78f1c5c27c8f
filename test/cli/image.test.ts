import { describe, expect, test } from '@jest/globals';
import { bundledImage } from '../../src/config/schema/image.ts';
import { bundled, push, withPrograms } from './image-programs.ts';
import { threeWays, workspace } from './workspace.ts';

const unchecked = 'The signature of the base is not checked: cosign is not on the PATH.\n';

/** Writes the files of a base, where those are asked for. */
const unpacks = `case $* in *type=local*)
  dest=\${3#*dest=}
  /bin/mkdir -p "$dest/nodejs/bin"
  echo https://nodejs.org/download/release/v22.23.3/node-v22.23.3.tar.gz > "$dest/nodejs/bin/node"
  exit;;
esac;`;

describe('wrong usage: exit code 2, before anything is built', () => {
  test.each([
    [
      ['--platform', 'arm'],
      `error: option '--platform <list>' argument 'arm' is invalid. Write them like "linux/amd64,linux/arm64".`,
    ],
    [
      ['--tag', 'My Image'],
      `error: option '--tag <image>' argument 'My Image' is invalid. Write it like "registry.acme.com/confluence-sync:1.2.3".`,
    ],
    [
      ['--tag', `a/b@sha256:${'0'.repeat(64)}`],
      `error: option '--tag <image>' argument 'a/b@sha256:${'0'.repeat(64)}' is invalid. Leave the digest out: building makes it.`,
    ],
    [
      ['--base', ''],
      `error: option '--base <image>' argument '' is invalid. Write it like "registry.acme.com/confluence-sync:1.2.3".`,
    ],
    [
      ['--engine', 'kaniko'],
      `error: option '--engine <name>' argument 'kaniko' is invalid. Allowed choices are docker, podman, buildah.`,
    ],
    [['--push'], '--push needs a --tag that names a registry.'],
    [['--write'], '--write needs --push: only a registry knows an image by a digest.'],
    [['--platform', 'linux/amd64,linux/arm64'], 'Several platforms need --push.'],
    [['--connector', 'wiki'], '--config and --connector go with --write only.'],
    [
      ['--push', '--write', '--tag', 'registry.acme.com/wiki:1.0.0'],
      '--tag registry.acme.com/wiki:1.0.0: with --write its name must end in /confluence-sync, which the configuration knows it by.',
    ],
  ])('%j', async (args, line) => {
    const { run } = await withPrograms({});
    expect(await run('image', 'build', ...args)).toEqual({ exitCode: 2, stdout: '', stderr: `${line}\n` });
  });

  test('image alone: what there is', async () => {
    const { run } = await workspace();
    const { exitCode, stderr } = await run('image');
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Commands: build [options] build the image of confluence-sync with docker, podman or buildah',
    );
  });
});

test('image build --help: usage and examples', async () => {
  const { run } = await workspace();
  const { exitCode, stdout } = await run('image', 'build', '--help');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: confluence-connector image build \[options\]\n/);
  expect(stdout).toContain('\nExamples:\n  $ confluence-connector image build --sbom sbom.cdx.json\n');
});

describe('no engine', () => {
  test('none is installed', async () => {
    const { run } = await withPrograms({});
    expect(await run('image', 'build')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'No container engine works here. docker: not on the PATH; podman: not on the PATH; buildah: not on the PATH. Install docker with buildx, podman or buildah, or start it.\n',
    });
  });

  test('one is there and does not work', async () => {
    const { run } = await withPrograms({ docker: 'echo "Cannot connect to the Docker daemon." >&2; exit 1' });
    expect(await run('image', 'build', '--engine', 'docker')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'No container engine works here. docker: Cannot connect to the Docker daemon. Install docker with buildx, podman or buildah, or start it.\n',
    });
  });

  test('the next one is taken', async () => {
    const { run, files } = await withPrograms({
      docker: 'exit 1',
      podman: `${unpacks} case $* in *iidfile*) while [ "$1" != --iidfile ]; do shift; done; echo sha256:1234 > "$2";; esac`,
    });
    expect(await run('image', 'build', '--sbom', 'sbom.json')).toEqual({
      exitCode: 0,
      stdout: `${bundledImage}\n`,
      stderr: `Building ${bundledImage} with podman ...\n${unchecked}It is on this machine only, with the id sha256:1234.\n`,
    });
    const { bomFormat, metadata, components } = JSON.parse((await files()).get('sbom.json') ?? '');
    expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'confluence-sync']);
    const purls = components.map(({ purl }: { purl: string }) => purl);
    expect(purls).toEqual(expect.arrayContaining(['pkg:generic/node@22.23.3']));
    expect(purls).toEqual(expect.arrayContaining([expect.stringMatching(/^pkg:npm[/]undici@/)]));
  });
});

describe('the signature of the base', () => {
  const podman = 'case $1 in build) echo built >&2; echo "$*" > built; exit 1;; esac';
  const cosign = (script: string) => ({ podman, cosign: `echo "$*" > asked; ${script}` });
  const lines = (stderr: string) => stderr.trim().split('\n').slice(1);

  test('cosign is asked whether distroless has signed it, by its digest', async () => {
    const { run, files } = await withPrograms(cosign('echo "Verification for it" >&2; echo "[{}]"'));
    const { stdout, stderr } = await run('image', 'build');
    expect({ stdout, lines: lines(stderr) }).toEqual({
      stdout: '',
      lines: ['built', 'podman has failed, and has said why above.'],
    });
    const asked = (await files()).get('asked') ?? '';
    expect(asked).toMatch(
      /^verify --certificate-oidc-issuer https:[/][/]accounts[.]google[.]com --certificate-identity keyless@distroless[.]iam[.]gserviceaccount[.]com gcr[.]io[/]distroless[/]nodejs22-debian13:nonroot@sha256:[0-9a-f]{64}\n$/,
    );
    const base = asked.trim().split(' ').at(-1);
    expect((await files()).get('built')).toContain(`--build-arg BASE=${base} `);
  });

  test('one that is not right ends the build, and nothing is built', async () => {
    const { run, files } = await withPrograms(
      cosign('printf "WARNING: old\\nError: no matching signatures.\\n" >&2; exit 10'),
    );
    const { exitCode, stdout, stderr } = await run('image', 'build');
    expect({ exitCode, stdout, lines: lines(stderr) }).toEqual({
      exitCode: 1,
      stdout: '',
      lines: [
        expect.stringMatching(
          /^gcr[.]io[/]distroless[/]\S+: cosign does not find that distroless has signed this base: Error: no matching signatures[.] Nothing was built[.] Check that its registry can be reached, or choose another with --base[.]$/,
        ),
      ],
    });
    expect((await files()).has('built')).toBe(false);
  });

  test.each([
    ['acme.com/node:22.1.0', [], false],
    [
      'acme.com/node:22',
      ['The tag of acme.com/node:22 moves, and each build may have another base: add its digest.'],
      false,
    ],
    // Nobody else may call an image of theirs distroless.
    ['gcr.io/distroless-of-others/node:22.1.0', [], false],
    ['gcr.io/distroless/nodejs24-debian13:1.0.0', [], true],
  ])('of another base, %s: only distroless’ signer is known', async (base, before, known) => {
    const { run, files } = await withPrograms(cosign('exit 0'));
    const { stderr } = await run('image', 'build', '--base', base);
    const unknown = 'The signature of the base is not checked: it is not distroless, whose signer is known.';
    expect(lines(stderr).slice(0, -2)).toEqual([...before, ...(known ? [] : [unknown])]);
    expect((await files()).has('asked')).toBe(known);
  });
});

describe('a configuration that is to name what was pushed', () => {
  test.each([
    [
      'none of confluence-sync',
      threeWays,
      [],
      'connector.yaml: no connector has an image of confluence-sync. Write image: bundled into its hosting.\n',
    ],
    [
      'another connector',
      bundled,
      ['--connector', 'confluence'],
      'connector.yaml: no connector confluence has an image of confluence-sync. Write image: bundled into its hosting.\n',
    ],
  ])('%s: nothing is built', async (_what, yaml, args, line) => {
    const { run, files } = await withPrograms({ buildah: 'exit 99' }, { 'connector.yaml': yaml });
    const { exitCode, stderr } = await run(...push, '--write', ...args);
    expect({ exitCode, line: stderr.split('\n').slice(-2).join('\n') }).toEqual({ exitCode: 1, line });
    expect((await files()).get('connector.yaml')).toBe(yaml);
  });

  test('an SBOM that cannot be written is told before anything is pushed', async () => {
    const { run, files } = await withPrograms({ podman: `echo "$1" >> ran; ${unpacks}` });
    const { exitCode, stdout, stderr } = await run(...push, '--sbom', 'nowhere/sbom.json');
    expect({ exitCode, stdout, line: stderr.split('\n').at(-2) }).toEqual({
      exitCode: 1,
      stdout: '',
      line: 'nowhere/sbom.json: no such file or directory. Name another with --sbom.',
    });
    // The one build is that of the base's files.
    expect((await files()).get('ran')).toBe('info\nbuild\n');
  });
});
