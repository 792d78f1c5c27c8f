import { ExecaError, execa } from 'execa';
import { hasProgram } from '../support/has-program.ts';
import type { Missing } from './peers.ts';

/** Programs that tests use, each in the Debian package of its name. */
export const debianPrograms = ['buildah'] as const;

/** Installs a program unless it is there. Returns undefined when it is, else why not. */
export async function install(name: (typeof debianPrograms)[number]): Promise<Missing | undefined> {
  if (hasProgram(name)) return undefined;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await execa('apt-get', ['update', '-qq'], { env });
    await execa('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', name], { env });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return { reason: error.shortMessage, mendable: true };
  }
}
