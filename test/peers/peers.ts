import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ExecaError, execa } from 'execa';

/** A real program that tests run the product against, built from its Go module at a pinned version. */
export interface Peer {
  readonly name: string;
  /** The Go package of its main function. */
  readonly package: string;
  readonly version: string;
  /** Where its version is pinned: a revision of its own module, or one of the modules beside this file. */
  readonly source:
    | { readonly revision: string }
    | { readonly module: 'buildx' | 'etcd' | 'kubernetes' | 'kwok' | 'kyverno' | 'opentofu' };
  /** Strings to set at link time. */
  readonly set?: Readonly<Record<string, string>>;
}

export const conductoroneProvider: Peer = {
  name: 'terraform-provider-conductorone',
  package: 'github.com/conductorone/terraform-provider-conductorone',
  version: '1.5.0',
  source: { revision: 'v1.5.0' },
};

export const kubernetesProvider: Peer = {
  name: 'terraform-provider-kubernetes',
  package: 'github.com/hashicorp/terraform-provider-kubernetes',
  version: '3.2.1',
  // Its module path lacks the /v3 of its releases: only a commit names one.
  source: { revision: '28fb611cb6be20c5059efadd6cbf16b9ad64cd6c' },
};

export const batonConfluence: Peer = {
  name: 'baton-confluence',
  package: 'github.com/conductorone/baton-confluence/cmd/baton-confluence',
  version: '0.0.24',
  source: { revision: 'v0.0.24' },
};

export const baton: Peer = {
  name: 'baton',
  package: 'github.com/conductorone/baton/cmd/baton',
  version: '0.4.3',
  source: { revision: 'v0.4.3' },
};

export const etcd: Peer = {
  name: 'etcd',
  package: 'go.etcd.io/etcd/server/v3',
  version: '3.6.16',
  source: { module: 'etcd' },
};

export const kwok: Peer = {
  name: 'kwok',
  package: 'sigs.k8s.io/kwok/cmd/kwok',
  version: '0.8.0',
  source: { module: 'kwok' },
};

const kubernetes = (name: string): Peer => ({
  name,
  package: `k8s.io/kubernetes/cmd/${name}`,
  version: '1.37.2',
  source: { module: 'kubernetes' },
  // Clients ask the server for its version and refuse what a build without it answers.
  set: {
    'k8s.io/component-base/version.gitVersion': 'v1.37.2',
    'k8s.io/component-base/version.gitMajor': '1',
    'k8s.io/component-base/version.gitMinor': '37',
  },
});

export const kubeApiserver = kubernetes('kube-apiserver');
export const kubeControllerManager = kubernetes('kube-controller-manager');
export const kubeScheduler = kubernetes('kube-scheduler');

export const opentofu: Peer = {
  name: 'tofu',
  package: 'github.com/opentofu/opentofu/cmd/tofu',
  version: '1.12.6',
  source: { module: 'opentofu' },
  set: { 'github.com/opentofu/opentofu/version.dev': 'no' },
};

/** Docker's plugin that builds images. */
export const buildx: Peer = {
  name: 'docker-buildx',
  package: 'github.com/docker/buildx/cmd/buildx',
  version: '0.29.1',
  source: { module: 'buildx' },
};

/** Holds objects against the schemas of a Kubernetes version. */
export const kubeconform: Peer = {
  name: 'kubeconform',
  package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  version: '0.8.0',
  source: { revision: 'v0.8.0' },
};

/** Finds what is amiss in a workload, as others see it. */
export const kubeScore: Peer = {
  name: 'kube-score',
  package: 'github.com/zegl/kube-score/cmd/kube-score',
  version: '1.20.0',
  source: { revision: 'v1.20.0' },
};

/** Finds what is amiss in workflows of GitHub Actions. */
export const actionlint: Peer = {
  name: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: '1.7.12',
  source: { revision: 'v1.7.12' },
};

/** Holds objects against policies. Its own go.mod replaces a module, so that Go does not install it as it stands. */
export const kyverno: Peer = {
  name: 'kubectl-kyverno',
  package: 'github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno',
  version: '1.19.1',
  source: { module: 'kyverno' },
};

/** What a Kubernetes control plane consists of. */
export const clusterPeers: readonly Peer[] = [
  etcd,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  kwok,
];

/** All that the integration suite meets. */
export const peers: readonly Peer[] = [
  conductoroneProvider,
  kubernetesProvider,
  batonConfluence,
  baton,
  opentofu,
  buildx,
  kubeconform,
  kubeScore,
  actionlint,
  kyverno,
  ...clusterPeers,
];

/** Where built peers are kept from one checkout to the next. */
export const cacheFolder = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'confluence-connector',
  'peers',
);

/** The path of a peer's binary; it exists once the peer has been built. */
export function binary({ name, version, source }: Peer): string {
  return join(
    cacheFolder,
    `${name}-${version}-${contentKey(source)}-${process.platform}-${process.arch}`,
    name,
  );
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
  const folder = dirname(binary(peer));
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await compile(peer, unfinished);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    return undefined;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return missing(error);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Why Go could not fetch or build a module. */
export function missing(error: ExecaError): Missing {
  if (error.code === 'ENOENT') return { reason: 'Go is not installed', mendable: true };
  // With -json, Go tells its errors on stdout, and a bracket comes last.
  const output = `${error.stdout}\n${error.stderr}`;
  const reason = output.split('\n').findLast((line) => /\w/.test(line)) ?? error.shortMessage;
  return { reason: reason.trim(), mendable: !/: (?:403|404|410) |not available/.test(output) };
}

async function compile(peer: Peer, folder: string): Promise<void> {
  const set = Object.entries(peer.set ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ['-trimpath', `-ldflags=${['-s', '-w', ...set].join(' ')}`];
  const env = { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
  if ('revision' in peer.source) {
    // The release's own go.mod decides its dependencies: nothing is mixed with other modules' needs.
    const target = `${peer.package}@${peer.source.revision}`;
    await execa('go', ['install', ...flags, target], { env: { ...env, GOBIN: folder } });
  } else {
    const cwd = join(import.meta.dirname, peer.source.module);
    await execa('go', ['build', ...flags, '-o', join(folder, peer.name), peer.package], { cwd, env });
  }
}

/** Names what a peer is built from: a revision, or the hash of a module's files. */
function contentKey(source: Peer['source']): string {
  if ('revision' in source) return source.revision.slice(0, 12);
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum'])
    hash.update(readFileSync(join(import.meta.dirname, source.module, file)));
  return hash.digest('hex').slice(0, 12);
}
