import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { bundle } from '../../src/image/bundle/bundle.ts';
import { command } from '../runtime/cli/run.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { median } from '../support/median.ts';

// Part of `npm run bench`: how long the program takes from its start to its first request, from the sources and as the
// image has it; medians.
const runs = Number(process.env['BENCH_RUNS'] ?? 3) * 5;

const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-bench-'));
await bundle(folder);
const bundled = join(folder, 'app', 'dist', 'runtime', 'confluence-sync.js');
const simulator = await Simulator.start({
  site: generateSite({ users: 1, groups: 0, spaces: 0, permissions: 0 }),
});
try {
  for (const [name, args] of [
    ['sources', command],
    ['image', ['--disable-warning=ExperimentalWarning', '--enable-source-maps', bundled]],
  ] as const) {
    const times: number[] = [];
    for (let count = 0; count < runs; count += 1) {
      simulator.clear();
      const start = performance.now();
      const sync = execa(process.execPath, args, { cwd: folder, env: simulator.environment, reject: false });
      while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      times.push(performance.now() - start);
      await sync;
    }
    process.stdout.write(`start to first request, ${name}: ${Math.round(median(times))} ms\n`);
  }
} finally {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
}
