// `npm run soak -- 30`: serves a made-up ConductorOne for so many minutes, a sync each ten seconds, with faults on
// every side, and prints what became of tasks, memory and descriptors. Exits with 1 if a task was lost, failed or
// ended in two ways, a file was left, or memory has grown by a fifth from the first half to the second.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Code } from '@connectrpc/connect';
import type { Rule } from '../conductorone/connector-api/faults.ts';
import type { ScriptedTask } from '../conductorone/connector-api/tasks.ts';
import { ServingProcess } from '../runtime/cli/serving.ts';
import { generateSite } from '../simulator/generate.ts';
import { BrokenLink, breaks } from '../support/broken-link.ts';
import { median } from '../support/median.ts';

const minutes = Number(process.argv[2] ?? 30);
if (!(minutes >= 3)) {
  process.stderr.write(
    'Give at least 3 minutes: the first one warms up, and halves of the others are compared.\n',
  );
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'confluence-connector-soak-'));
const site = generateSite({ users: 2_000, groups: 50, spaces: 200, permissions: 10_000 });
const serving = await ServingProcess.prepare(folder, { site });
const { api, simulator } = serving;
const link = await BrokenLink.start(Number(new URL(api.url).port));
simulator.faults = {
  latencyMs: [5, 50],
  shares: { 429: 0.02, 500: 0.02, dropped: 0.01, cut: 0.01 },
  retryAfterSeconds: 1,
};

/** What goes wrong at ConductorOne's side, one thing with each task. */
const faults: readonly Omit<Rule, 'task'>[] = [
  { method: 'GetTask', mishap: 'cut' },
  { method: 'GetTask', mishap: Code.Unavailable, times: 3 },
  { method: 'Heartbeat', mishap: Code.Unavailable, times: 5 },
  { method: 'UploadAsset', mishap: 'cut', afterChunks: 1 },
  { method: 'UploadAsset', mishap: Code.Unavailable },
  { method: 'FinishTask', mishap: Code.ResourceExhausted },
  { method: 'FinishTask', delayMs: 3_000 },
  { method: 'token', mishap: Code.Unavailable },
  { method: 'GetTask', mishap: 'goodbye' },
  ...breaks.flatMap((how) =>
    (['Heartbeat', 'UploadAsset', 'FinishTask'] as const).map((method) => ({
      method,
      struck: () => link.breakNow(how),
      mishap: 'cut' as const,
      delayMs: 200,
    })),
  ),
];

const tasks: ScriptedTask[] = [];
/** Of memory, in bytes. */
const samples: number[] = [];
try {
  api.tasks.nextPollMs = 200;
  // The answer that hands a task out may be lost with its connection.
  api.tasks.silenceMs = 30_000;
  const service = serving.launch({
    BATON_LOG_LEVEL: 'warn',
    BATON_C1_API_HOST: `localhost:${link.port}`,
  });
  let log = '';
  service.stderr.on('data', (text) => {
    log = (log + text).slice(-100_000);
  });
  const end = Date.now() + minutes * 60_000;
  for (let count = 0; Date.now() < end; count += 1) {
    const fault = faults[count % faults.length];
    if (fault) api.inject(fault);
    if (count % 7 === 0) api.credentials.expireTokens();
    const task = api.tasks.push({ syncFull: {} });
    tasks.push(task);
    if (count % 10 === 9) task.cancel();
    await sleep(10_000);
    const { memory, descriptors } = await serving.size();
    samples.push(memory);
    if (count % 6 === 5) {
      const done = tasks.filter(({ state }) => state === 'finished').length;
      process.stdout.write(
        `${(count + 1) / 6} min: ${done} tasks ended, ${mebibytes(memory)} MiB, ${descriptors} descriptors\n`,
      );
    }
  }
  // A silence holds up what comes after it, for as long as an answer is waited for.
  await Promise.race([
    Promise.all(tasks.map(({ finished }) => finished)),
    sleep(300_000, undefined, { ref: false }),
  ]);
  const { exitCode } = await serving.stopped();
  const outcomes = Map.groupBy(
    tasks,
    ({ finishes }) =>
      // One is told again, and in the same way, if the answer to it was lost with its connection.
      [...new Set(finishes.map((end) => (end.outcome === 'error' ? Code[end.code] : end.outcome)))].join(
        '+',
      ) || 'lost',
  );
  const left = await serving.left();
  const half = Math.floor(samples.length / 2);
  const [first, second] = [median(samples.slice(6, half)), median(samples.slice(half))];
  process.stdout.write(
    `${[
      `exit code ${exitCode}; tasks: ${[...outcomes].map(([outcome, all]) => `${all.length} ${outcome}`).join(', ')}`,
      `connections broken: ${link.broken}; uploads: ${tasks.reduce((sum, { uploads }) => sum + uploads.length, 0)}; files left: ${left.length}`,
      `memory, medians of the halves: ${mebibytes(first)} and ${mebibytes(second)} MiB; requests to Confluence: ${simulator.requests.length}`,
    ].join('\n')}\n`,
  );
  const wrong = [...outcomes.keys()].some((outcome) => outcome !== 'success' && outcome !== 'Canceled');
  if (wrong || exitCode !== 0 || left.length > 0 || !(second < 1.2 * first)) {
    process.stdout.write(log);
    process.exitCode = 1;
  }
} finally {
  await serving.end();
  await link.stop();
  await rm(folder, { recursive: true, force: true });
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
