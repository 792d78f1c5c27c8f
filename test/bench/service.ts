import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServingProcess } from '../runtime/cli/serving.ts';
import { generateSite } from '../simulator/generate.ts';

// Part of `npm run bench`, Linux only: the most memory that the service takes with three full syncs side by side, which
// is what `--task-concurrency` allows; three times in a row. The memory of a pod (src/config/schema/resources.ts) comes from it.
const sites = {
  usual: { users: 5_000, groups: 100, spaces: 500, permissions: 29_000 },
  large: { users: 50_000, groups: 2_000, spaces: 5_000, permissions: 500_000 },
};

for (const [name, size] of Object.entries(sites)) {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-bench-'));
  const serving = await ServingProcess.prepare(folder, { site: generateSite(size) });
  try {
    const service = serving.launch({ BATON_LOG_LEVEL: 'error' });
    for (let round = 0; round < 3; round += 1) {
      const tasks = [1, 2, 3].map(() => serving.api.tasks.push({ syncFull: {} }));
      await Promise.all(tasks.map(({ finished }) => finished));
    }
    const [, peak] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8')) ?? [];
    process.stdout.write(`three syncs side by side, ${name} site: ${Math.round(Number(peak) / 1024)} MiB\n`);
  } finally {
    await serving.end();
    await rm(folder, { recursive: true, force: true });
  }
}
