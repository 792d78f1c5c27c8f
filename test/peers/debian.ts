import { ExecaError, execa } from 'execa';
import { hasProgram } from '../support/has-program.ts';
import type { Missing } from './peers.ts';

/** Programs that tests use, and the Debian package that each is in. */
export const debianPrograms = {
  buildah: 'buildah',
  podman: 'podman',
  dockerd: 'docker.io',
  chromium: 'chromium',
  fish: 'fish',
  zsh: 'zsh',
  'docker-registry': 'docker-registry',
} as const;

/** Installs a program unless it is there. Returns undefined when it is, else why not. */
export async function install(name: keyof typeof debianPrograms): Promise<Missing | undefined> {
  if (hasProgram(name)) return undefined;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-qq', '--yes', '--no-install-recommends', debianPrograms[name]];
  try {
    await execa('apt-get', ['update', '-qq'], { env });
    await execa('apt-get', install, { env });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return { reason: error.shortMessage, mendable: true };
  }
}
