import { debianPrograms, install } from './debian.ts';
import {
  build,
  buildx,
  clusterPeers,
  comparedPeers,
  isBuilt,
  kubeconform,
  kubeScore,
  type Missing,
  opentofu,
  type Peer,
} from './peers.ts';

// Builds the real programs that tests compare with, once per machine; with the argument `cluster`, OpenTofu and
// a Kubernetes control plane too. What cannot be had is named here and skipped by name in the tests; on CI,
// whatever this machine could have is required, and Debian's packages are installed.
const required = process.env['CI'] === 'true';

const cluster = process.argv[2] === 'cluster';
const wanted: readonly Peer[] = cluster
  ? [...comparedPeers, opentofu, buildx, kubeconform, kubeScore, ...clusterPeers]
  : comparedPeers;

for (const peer of wanted) {
  if (isBuilt(peer)) continue;
  const name = `${peer.name} ${peer.version}`;
  process.stderr.write(`building ${name}, once per machine …\n`);
  tell(name, await build(peer));
}
if (cluster && required) {
  for (const name of Object.keys(debianPrograms) as (keyof typeof debianPrograms)[]) {
    tell(name, await install(name));
  }
}

function tell(name: string, missing: Missing | undefined): void {
  if (!missing) return;
  const fatal = required && missing.mendable;
  process.stderr.write(`${fatal ? 'FAILED' : 'skipping'} ${name}: ${missing.reason}\n`);
  if (fatal) process.exitCode = 1;
}
