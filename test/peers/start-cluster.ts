import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './cluster.ts';

// What `npm run cluster` runs: a cluster to try things on, until it is interrupted; nothing of it stays.
const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-cluster-'));
const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
});
try {
  const cluster = await Cluster.start(folder);
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  process.stderr.write('A cluster is up. Ctrl-C takes it down.\n');
  await interrupted;
  await cluster.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}
