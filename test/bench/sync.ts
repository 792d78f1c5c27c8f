import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { built } from '../peers/built.ts';
import { batonConfluence, binary } from '../peers/peers.ts';
import { generateSite, type SiteOptions } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import type { Site } from '../simulator/site.ts';

// `npm run bench`: how long a sync takes, beside the vendor's own connector where it is built. Each figure is
// the median of three runs (or of BENCH_RUNS) of a whole process against a simulated site, taken in turns. The vendor's
// connector is two processes, of which the memory of the first is told.
const runs = Number(process.env['BENCH_RUNS'] ?? 3);
const root = join(import.meta.dirname, '..', '..');

const usual: SiteOptions = { users: 5_000, groups: 100, spaces: 500, permissions: 29_000 };
const large: SiteOptions = { users: 50_000, groups: 2_000, spaces: 5_000, permissions: 500_000 };

/** A site where groups hold a third of what there is to hold: each such permission is hundreds of expanded grants. */
function siteOfGroups(options: SiteOptions): Site {
  const site = generateSite(options);
  for (const [id, space] of site.spaces) {
    const holders = [...new Set(space.permissions.map(({ principal }) => principal.id))];
    const replaced = holders.filter((holder, index) => index % 3 === 0 && site.users.has(holder));
    const free = [...site.groups.keys()].filter((group) => !holders.includes(group));
    // Another part of the groups in each space.
    const first = Number(id) % free.length;
    const groupOf = new Map(replaced.map((user, index) => [user, free[(first + index) % free.length]]));
    const permissions = space.permissions.map((permission) => {
      const group = groupOf.get(permission.principal.id);
      return group ? { ...permission, principal: { type: 'group' as const, id: group } } : permission;
    });
    site.spaces.set(id, { ...space, permissions });
  }
  return site;
}

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

const node = ['node', '--disable-warning=ExperimentalWarning', join(root, 'src', 'runtime', 'bin.cjs')];
const ours: readonly Contestant[] = [
  { name: 'confluence-sync', command: node },
  { name: 'confluence-sync --skip-expand-grants', command: [...node, '--skip-expand-grants'] },
];
const vendor = [binary(batonConfluence)];
const theirs: readonly Contestant[] = [
  // Unless it is told otherwise, it has the SQLite engine and reads one thing after the other.
  { name: 'baton-confluence', command: vendor },
  { name: 'baton-confluence --workers 8', command: [...vendor, '--workers', '8'] },
  {
    name: 'baton-confluence --workers 8 --storage-engine pebble',
    command: [...vendor, '--workers', '8', '--storage-engine', 'pebble'],
  },
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

async function compare(title: string, site: Site, latencyMs: number, contestants: readonly Contestant[]) {
  process.stdout.write(`\n${title}; ${latencyMs} ms per request; median of ${runs}\n\n`);
  process.stdout.write('| command | seconds | MiB | requests |\n| --- | ---: | ---: | ---: |\n');
  const simulator = await Simulator.start({ site, faults: { latencyMs } });
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
await compare(sizeOf(usual), generateSite(usual), 50, all);
await compare(sizeOf(usual), generateSite(usual), 0, all);
for (const latencyMs of [50, 0]) {
  await compare(`${sizeOf(usual)}, a third of them groups'`, siteOfGroups(usual), latencyMs, all);
}
await compare(sizeOf(large), generateSite(large), 50, ours.slice(1));

function sizeOf({ users, groups, spaces, permissions }: SiteOptions): string {
  return Object.entries({ users, groups, spaces, permissions })
    .map(([what, count]) => `${count?.toLocaleString('en-US')} ${what}`)
    .join(', ');
}
