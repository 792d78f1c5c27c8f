import { build, clusterPeers, comparedPeers, isBuilt, opentofu, type Peer } from './peers.ts';

// Builds the real programs that tests compare with, once per machine; with the argument `cluster`, OpenTofu and
// a Kubernetes control plane too. What cannot be had is named here and skipped by name in the tests; on CI,
// whatever this machine could have is required.
const required = process.env['CI'] === 'true';

const wanted: readonly Peer[] =
  process.argv[2] === 'cluster' ? [...comparedPeers, opentofu, ...clusterPeers] : comparedPeers;

for (const peer of wanted) {
  if (isBuilt(peer)) continue;
  process.stderr.write(`building ${peer.name} ${peer.version}, once per machine …\n`);
  const missing = await build(peer);
  if (!missing) continue;
  const fatal = required && missing.mendable;
  process.stderr.write(`${fatal ? 'FAILED' : 'skipping'} ${peer.name} ${peer.version}: ${missing.reason}\n`);
  if (fatal) process.exitCode = 1;
}
