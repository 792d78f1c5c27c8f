import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Need, program } from '../support/programs.ts';
import { built } from './built.ts';
import { binary, conductoroneProvider, kubernetesProvider, opentofu, type Peer } from './peers.ts';

const namespaces: ReadonlyMap<Peer, string> = new Map([
  [conductoroneProvider, 'conductorone/conductorone'],
  [kubernetesProvider, 'hashicorp/kubernetes'],
]);

/** A program that deploys what is synthesised. */
export interface Engine {
  readonly name: string;
  readonly command: string;
  readonly need: Need;
}

export const terraform: Engine = { name: 'Terraform', command: 'terraform', need: program('terraform') };

export const openTofu: Engine = { name: 'OpenTofu', command: binary(opentofu), need: built(opentofu) };

/**
 * Lays out a filesystem mirror of the built providers in a folder.
 * @returns the environment in which Terraform and OpenTofu take their providers from there and from nowhere else
 */
export async function providerMirror(folder: string): Promise<Readonly<Record<string, string>>> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
    for (const [peer, namespace] of namespaces) {
      const path = ['mirror', registry, namespace, peer.version, platform];
      const target = join(folder, ...path, `${peer.name}_v${peer.version}`);
      await mkdir(dirname(target), { recursive: true });
      await link(binary(peer), target).catch(() => copyFile(binary(peer), target));
    }
  }
  const config = join(folder, 'terraformrc');
  const mirror = JSON.stringify(join(folder, 'mirror'));
  await writeFile(config, `provider_installation {\n  filesystem_mirror { path = ${mirror} }\n}\n`);
  return { TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
}
