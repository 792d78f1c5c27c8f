import { build, isBuilt, peers } from './peers.ts';

// Builds the real programs that tests compare with, once per machine. What cannot be had is named here and
// skipped by name in the tests; on CI, whatever the machine could have is required.
let failed = false;
for (const peer of peers) {
  if (isBuilt(peer)) continue;
  process.stderr.write(`building ${peer.name} ${peer.version}, once per machine …\n`);
  const missing = await build(peer);
  if (!missing) continue;
  const required = missing.mendable && process.env['CI'] === 'true';
  process.stderr.write(
    `${required ? 'FAILED' : 'skipping'} ${peer.name} ${peer.version}: ${missing.reason}\n`,
  );
  failed ||= required;
}
if (failed) process.exitCode = 1;
