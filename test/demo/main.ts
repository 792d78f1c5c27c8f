import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { whoCanDoWhat } from './who-can-do-what.ts';

// `npm run demo`: a sync of a made-up site, and what is in its file. It takes no credentials.

const root = join(import.meta.dirname, '..', '..');
const size = { users: 200, groups: 12, spaces: 30, permissions: 1_500 };
const sizes = Object.entries(size).map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`);

const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-demo-'));
const simulator = await Simulator.start({ site: generateSite(size), faults: { latencyMs: 50 } });
try {
  const file = join(folder, 'sync.c1z');
  process.stdout.write(`A made-up Confluence site of ${sizes.join(', ')}, each answer taking 50 ms.\n\n`);
  process.stdout.write('$ confluence-sync\n');
  await execa('node', ['--disable-warning=ExperimentalWarning', 'src/runtime/bin.cjs', '--file', file], {
    cwd: root,
    preferLocal: true,
    localDir: root,
    env: simulator.environment,
    stdio: 'inherit',
  });
  process.stdout.write(`${(await whoCanDoWhat(file)).join('\n')}\n`);
} finally {
  await simulator.stop();
  await rm(folder, { recursive: true });
}
