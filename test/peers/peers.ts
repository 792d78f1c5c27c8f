import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';

/** A real program that tests run the product against, built from its Go module at a pinned version. */
export interface Peer {
  readonly name: string;
  /** The Go package of its main function. */
  readonly package: string;
  /** A release, or a commit where the module's path does not follow its releases. */
  readonly revision: string;
  /** The release that the revision is. */
  readonly version: string;
}

export const conductoroneProvider: Peer = {
  name: 'terraform-provider-conductorone',
  package: 'github.com/conductorone/terraform-provider-conductorone',
  revision: 'v1.5.0',
  version: '1.5.0',
};

export const kubernetesProvider: Peer = {
  name: 'terraform-provider-kubernetes',
  package: 'github.com/hashicorp/terraform-provider-kubernetes',
  revision: '28fb611cb6be20c5059efadd6cbf16b9ad64cd6c',
  version: '3.2.1',
};

export const batonConfluence: Peer = {
  name: 'baton-confluence',
  package: 'github.com/conductorone/baton-confluence/cmd/baton-confluence',
  revision: 'v0.0.24',
  version: '0.0.24',
};

export const etcd: Peer = {
  name: 'etcd',
  package: 'go.etcd.io/etcd/server/v3',
  revision: 'v3.6.16',
  version: '3.6.16',
};
export const kwok: Peer = {
  name: 'kwok',
  package: 'sigs.k8s.io/kwok/cmd/kwok',
  revision: 'v0.8.0',
  version: '0.8.0',
};
export const kubeApiserver: Peer = {
  name: 'kube-apiserver',
  package: 'k8s.io/kubernetes/cmd/kube-apiserver',
  revision: 'v1.37.2',
  version: '1.37.2',
};
export const kubeControllerManager: Peer = {
  name: 'kube-controller-manager',
  package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
  revision: 'v1.37.2',
  version: '1.37.2',
};
export const kubeScheduler: Peer = {
  name: 'kube-scheduler',
  package: 'k8s.io/kubernetes/cmd/kube-scheduler',
  revision: 'v1.37.2',
  version: '1.37.2',
};

export const peers: readonly Peer[] = [conductoroneProvider, kubernetesProvider, batonConfluence];

/** Where built peers are kept from one checkout to the next. */
export const cacheFolder = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'confluence-connector',
  'peers',
);

/** The path of a peer's binary; it exists once the peer has been built. */
export function binary({ name, revision }: Peer): string {
  return join(cacheFolder, `${name}@${revision}-${process.platform}-${process.arch}`, name);
}

/** Whether a peer has been built. */
export function isBuilt(peer: Peer): boolean {
  return existsSync(binary(peer));
}

/** Why a peer could not be built, and whether the machine is to blame for it. */
export interface Missing {
  readonly reason: string;
  /** False where the module proxy does not serve the module: nothing on this machine would mend that. */
  readonly mendable: boolean;
}

/** Builds a peer unless it is there. Returns undefined when it is, else why not. */
export async function build(peer: Peer): Promise<Missing | undefined> {
  if (isBuilt(peer)) return undefined;
  const folder = join(binary(peer), '..');
  const unfinished = `${folder}.building`;
  await mkdir(unfinished, { recursive: true });
  try {
    // The release's own go.mod decides its dependencies: nothing is mixed with other modules' needs.
    await execa('go', ['install', `${peer.package}@${peer.revision}`], {
      env: { GOBIN: unfinished, GOTOOLCHAIN: 'auto', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' },
    });
    await mkdir(folder, { recursive: true });
    await execa('mv', [join(unfinished, peer.name), binary(peer)]);
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') return { reason: 'Go is not installed', mendable: true };
    const last = String(error.stderr).trim().split('\n').slice(-2).join(' ').trim();
    return { reason: last, mendable: !/\b(403|404|410)\b|not available/.test(String(error.stderr)) };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
