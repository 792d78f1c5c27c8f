import { ExecaError } from 'execa';
import { installCdktn } from './cdktn.ts';
import { debianPrograms, install } from './debian.ts';
import { build, isBuilt, type Missing, peers } from './peers.ts';

// Builds the real programs that the integration suite meets, once per machine. What cannot be had is named here and
// skipped by name in the tests; on CI, whatever this machine could have is required, and Debian's packages are
// installed.
const required = process.env['CI'] === 'true';

for (const peer of peers) {
  if (isBuilt(peer)) continue;
  const name = `${peer.name} ${peer.version}`;
  process.stderr.write(`building ${name}, once per machine …\n`);
  tell(name, await build(peer));
}
await installCdktn().catch((error: unknown) => {
  if (!(error instanceof ExecaError)) throw error;
  tell('cdktn', { reason: error.shortMessage, mendable: true });
});
if (required) {
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
