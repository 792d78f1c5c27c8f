import { build, clusterPeers, comparedPeers, isBuilt, opentofu, type Peer } from './peers.ts';

// Builds the real programs that tests compare with, once per machine; with the argument `cluster`, OpenTofu and
// a Kubernetes control plane too. What cannot be had is named here and skipped by name in the tests; on CI,
// whatever this machine could have is required.
const required = process.env['CI'] === 'true';

/** Builds them in order. Returns whether all are there. */
async function buildAll(peers: readonly Peer[]): Promise<boolean> {
  let complete = true;
  for (const peer of peers) {
    if (isBuilt(peer)) continue;
    process.stderr.write(`building ${peer.name} ${peer.version}, once per machine …\n`);
    const missing = await build(peer);
    if (!missing) continue;
    complete = false;
    const fatal = required && missing.mendable;
    process.stderr.write(
      `${fatal ? 'FAILED' : 'skipping'} ${peer.name} ${peer.version}: ${missing.reason}\n`,
    );
    if (fatal) process.exitCode = 1;
  }
  return complete;
}

await buildAll(comparedPeers);
if (process.argv[2] === 'cluster') await buildAll([opentofu, ...clusterPeers]);
