import { copyFile, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Need } from '../support/programs.ts';

/** What an image says of how it is to be run. */
export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Entrypoint: readonly string[];
  readonly Env: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** Only root may mount, and change its root folder. */
export const rootUser: Need = { name: 'root', met: process.getuid?.() === 0, required: false };

/** Builds images with buildah, and runs what is in them. */
export class ImageBuilder {
  /** For buildah and podman to keep all that they have in one folder. */
  readonly environment: Readonly<Record<string, string>>;

  private constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment;
  }

  /** @param folder for all that is kept @param caFile PEM file of the only authority to trust */
  static async create(folder: string, caFile?: string): Promise<ImageBuilder> {
    const storage = join(folder, 'storage.conf');
    const [graphroot, runroot] = [join(folder, 'root'), join(folder, 'run')];
    const settings = { driver: 'vfs', graphroot, runroot };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    await writeFile(storage, ['[storage]', ...lines, ''].join('\n'));
    return new ImageBuilder({
      CONTAINERS_STORAGE_CONF: storage,
      BUILDAH_ISOLATION: 'chroot',
      ...(caFile && { SSL_CERT_FILE: caFile }),
    });
  }

  /**
   * A base that has this machine's Node.js where distroless has its own, and nothing else.
   * @param architecture what it says it is for
   * @returns its name
   */
  async base(architecture = 'amd64'): Promise<string> {
    const container = await this.#buildah('from', '--arch', architecture, 'scratch');
    const mount = await this.#buildah('mount', container);
    await mkdir(join(mount, 'tmp'));
    await execa('chmod', ['1777', join(mount, 'tmp')]);
    const node = await realpath(process.execPath);
    await copy(node, join(mount, 'nodejs', 'bin', 'node'));
    const { stdout } = await execa('ldd', [node]);
    for (const [library] of stdout.matchAll(/\/\S+/g)) await copy(library, join(mount, library));
    await mkdir(join(mount, 'etc'));
    await writeFile(join(mount, 'etc', 'passwd'), 'nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n');
    // As whatever runs containers brings it.
    await writeFile(join(mount, 'etc', 'hosts'), '127.0.0.1 localhost\n');
    await this.#buildah('umount', container);
    const name = `localhost/node-of-this-machine-${architecture}`;
    await this.#buildah('commit', '--rm', container, name);
    return name;
  }

  /** Pushes a list of images, one for each platform. */
  async push(images: readonly string[], tag: string): Promise<void> {
    const list = 'localhost/list';
    await this.#buildah('manifest', 'create', list, ...images);
    await this.#buildah('manifest', 'push', '--all', list, `docker://${tag}`);
  }

  /** Builds an image. @param context with its Dockerfile */
  async build(context: string, tag: string, args: Readonly<Record<string, string>>): Promise<void> {
    const flags = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const options = ['--format', 'docker', '--pull-never', '--timestamp', '0'];
    await this.#buildah('build', ...options, ...flags, '--tag', tag, context);
  }

  /** What an image says of itself, and the digests of its layers. */
  async inspect(tag: string): Promise<{ readonly config: ImageConfig; readonly layers: readonly string[] }> {
    const { Docker } = JSON.parse(await this.#buildah('inspect', '--type', 'image', tag));
    return { config: Docker.config, layers: Docker.rootfs.diff_ids };
  }

  /** An image of a registry, as a cluster gets it. @param image its name, with a tag and a digest */
  async pulled(image: string): Promise<{ readonly files: string; readonly config: ImageConfig }> {
    // Names with both are beyond buildah.
    const name = image.replace(/:[^:/@]+(?=@)/, '');
    const files = await this.#buildah('mount', await this.#buildah('from', '--quiet', '--pull-always', name));
    return { files, config: (await this.inspect(name)).config };
  }

  /** The files of an image as a folder, until this builder's own is removed. */
  async mounted(tag: string): Promise<string> {
    return this.#buildah('mount', await this.#buildah('from', '--pull-never', tag));
  }

  async #buildah(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa('buildah', args, { env: this.environment });
    return stdout.trim();
  }
}

/**
 * Runs a program as a container does: its root is a folder that cannot be written to, but for /tmp, which is empty
 * at first; it has no more rights than its user.
 * @param files the folder
 */
export function contained(
  files: string,
  { User, WorkingDir, Env }: ImageConfig,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const script = `
    mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount -t tmpfs -o mode=1777 tmpfs "$1/tmp" || exit 125
    root=$1 user=$2; shift 2
    exec chroot --userspec="$user" --groups= "$root" "$@"`;
  const own = Object.fromEntries(Env.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const args = ['--mount', 'sh', '-c', script, 'sh', files, User, ...command];
  if (WorkingDir !== '/tmp')
    throw new Error(`The image's working folder is ${WorkingDir}, which nobody made.`);
  return execa('unshare', args, {
    reject: false,
    extendEnv: false,
    env: { ...own, ...env, PATH: process.env['PATH'] },
  });
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(await realpath(from), to);
}
