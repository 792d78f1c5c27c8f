import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { batonConfluence, binary } from '../peers/peers.ts';
import { generateSite, type SiteOptions } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';

// `npm run bench -- sync`: how long a sync takes, beside the vendor's own connector where it is built. Each figure is
// the median of three runs (or of BENCH_RUNS) of a whole process against a simulated site, taken in turns.
const runs = Number(process.env['BENCH_RUNS'] ?? 3);
const root = join(import.meta.dirname, '..', '..');

const usualSite: SiteOptions = { users: 5_000, groups: 100, spaces: 500, permissions: 29_000 };
const largeSite: SiteOptions = { users: 50_000, groups: 2_000, spaces: 5_000, permissions: 500_000 };

interface Sample {
  readonly seconds: number;
  /** MiB; Linux only. */
  readonly memory: number | undefined;
  readonly requests: number;
}

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
}

const node = ['node', '--disable-warning=ExperimentalWarning', join(root, 'src', 'runtime', 'bin.js')];
const ours: readonly Contestant[] = [
  { name: 'confluence-sync', command: node },
  { name: 'confluence-sync --skip-expand-grants', command: [...node, '--skip-expand-grants'] },
];
const vendor = [binary(batonConfluence)];
const theirs: readonly Contestant[] = [
  { name: 'baton-confluence', command: vendor },
  { name: 'baton-confluence --workers 8', command: [...vendor, '--workers', '8'] },
  { name: 'baton-confluence --storage-engine sqlite', command: [...vendor, '--storage-engine', 'sqlite'] },
];

async function measured(simulator: Simulator, { command }: Contestant): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-bench-'));
  const before = simulator.requests.length;
  try {
    const [program = '', ...args] = command;
    const running = execa(program, [...args, '--log-level', 'error'], {
      cwd: folder,
      preferLocal: true,
      localDir: root,
      env: simulator.environment,
    });
    let memory: number | undefined;
    const watching = setInterval(() => {
      memory = peakMemory(running.pid) ?? memory;
    }, 20);
    const { durationMs } = await running.finally(() => clearInterval(watching));
    return { seconds: durationMs / 1000, memory, requests: simulator.requests.length - before };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The most memory that a process has held so far, in MiB. */
function peakMemory(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
  } catch {
    return undefined;
  }
}

async function compare(options: SiteOptions, latencyMs: number, contestants: readonly Contestant[]) {
  const { users, groups, spaces, permissions } = options;
  const sizes = Object.entries({ users, groups, spaces, permissions });
  const size = sizes.map(([what, count]) => `${count?.toLocaleString('en-US')} ${what}`).join(', ');
  process.stdout.write(`\n${size}; ${latencyMs} ms per request; median of ${runs}\n\n`);
  process.stdout.write('| command | seconds | MiB | requests |\n| --- | ---: | ---: | ---: |\n');
  const simulator = await Simulator.start({ site: generateSite(options), faults: { latencyMs } });
  try {
    const samples = new Map<Contestant, Sample[]>(contestants.map((contestant) => [contestant, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const [contestant, taken] of samples) taken.push(await measured(simulator, contestant));
    }
    for (const [{ name }, taken] of samples) {
      const { seconds, memory, requests } = median(taken);
      process.stdout.write(
        `| \`${name}\` | ${seconds.toFixed(1)} | ${memory ?? '-'} | ${requests.toLocaleString('en-US')} |\n`,
      );
    }
  } finally {
    await simulator.stop();
  }
}

function median(samples: readonly Sample[]): Sample {
  return samples.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(samples.length / 2)] as Sample;
}

const { met, name } = built(batonConfluence);
if (!met) process.stderr.write(`${name} is not built: it is left out.\n`);
const all = met ? [...ours, ...theirs] : ours;
await compare(usualSite, 50, all);
await compare(usualSite, 0, all);
await compare(largeSite, 50, ours.slice(1));
