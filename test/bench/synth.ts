import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { ConfigInput, ConnectorInput } from '../../src/config/schema/config.ts';

// `npm run bench`: how long, and with how much memory, 1, 100 and 1,000 connectors are synthesised and rendered.
// Each figure is the median of three runs of a whole process.
const sizes = [1, 100, 1000];
const runs = 3;
const root = join(import.meta.dirname, '..', '..');

interface Sample {
  readonly seconds: number;
  readonly mebibytes: number | undefined;
}

function connector(index: number): ConnectorInput {
  const common = {
    name: `confluence-${index}`,
    site: `site-${index}`,
    username: 'bot@acme.com',
    app: { create: { displayName: `Confluence ${index}` } },
    owners: ['jo@acme.com'],
  };
  const namespace = { name: `conductorone-${index}` };
  const cluster = { kubeconfig: { context: 'prod' } };
  const hostings: readonly ConnectorInput['hosting'][] = [
    { type: 'self-hosted', delivery: 'terraform', cluster, namespace },
    { type: 'self-hosted', delivery: 'gitops', secrets: { from: 'template' }, namespace },
    { type: 'cloud' },
  ];
  return { ...common, hosting: hostings[index % hostings.length] as ConnectorInput['hosting'] };
}

async function configOf(folder: string, size: number): Promise<string> {
  const input: ConfigInput = {
    conductorone: { tenant: 'acme' },
    connectors: Array.from({ length: size }, (_, index) => connector(index)),
  };
  const file = join(folder, `${size}.yaml`);
  await writeFile(file, stringify(input));
  return file;
}

async function measured(folder: string, config: string, command: readonly string[]): Promise<Sample> {
  const [program = '', ...args] = command;
  const { durationMs, stderr } = await execa(program, args, {
    cwd: root,
    preferLocal: true,
    env: {
      CONNECTOR_CONFIG: config,
      CDKTF_OUTDIR: join(folder, 'out'),
      CI: '1',
      CHECKPOINT_DISABLE: '1',
      DISABLE_VERSION_CHECK: '1',
    },
  });
  const memory = /peak-memory (\d+)/.exec(stderr)?.[1];
  return { seconds: durationMs / 1000, mebibytes: memory === undefined ? undefined : Number(memory) };
}

async function median(take: () => Promise<Sample>): Promise<Sample> {
  const samples: Sample[] = [];
  for (let run = 0; run < runs; run += 1) samples.push(await take());
  return samples.sort((a, b) => a.seconds - b.seconds)[Math.floor(runs / 2)] as Sample;
}

const peakMemory = ['--import', join(import.meta.dirname, 'peak-memory.ts')];
const commands: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  'app alone': () => ['node', ...peakMemory, 'src/cli/bin.cjs', 'app'],
  'cdktf synth': (folder) => ['cdktf', 'synth', '--output', join(folder, 'out')],
  'render one connector': () => [
    'node',
    ...peakMemory,
    'src/cli/bin.cjs',
    'render',
    '--connector',
    'confluence-0',
  ],
};

const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-bench-'));
try {
  process.stdout.write(
    `${'command'.padEnd(22)}${'connectors'.padStart(11)}${'seconds'.padStart(9)}${'MiB'.padStart(6)}\n`,
  );
  for (const [name, command] of Object.entries(commands)) {
    for (const size of sizes) {
      const config = await configOf(folder, size);
      const { seconds, mebibytes } = await median(() => measured(folder, config, command(folder)));
      const cells = [
        String(size).padStart(11),
        seconds.toFixed(2).padStart(9),
        String(mebibytes ?? '-').padStart(6),
      ];
      process.stdout.write(`${name.padEnd(22)}${cells.join('')}\n`);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
