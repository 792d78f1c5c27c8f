import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { freePort } from '../../support/free-ports.ts';
import { command } from '../cli/run.ts';
import { Collector } from './collector.ts';

/** What prom-client brings. */
const usual = ['api'];

/** Writes which packages of OpenTelemetry a process has loaded, once it ends. */
const recorder = `
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const [, name] = /^@opentelemetry\\/([^/]+)/.exec(specifier) ?? [];
    if (name) loaded.add(name);
    return next(specifier, context);
  },
});
process.on('exit', () => writeFileSync(process.env.LOADED, JSON.stringify([...loaded].sort())));
`;

test.each([
  ['no collector is named', () => [], usual],
  [
    'one is named',
    async () => ['--otel-collector-endpoint', `localhost:${await freePort()}`],
    [
      ...usual,
      'core',
      'otlp-transformer',
      'resources',
      'sdk-logs',
      'sdk-metrics',
      'sdk-trace',
      'semantic-conventions',
    ],
  ],
] as const)('which packages of OpenTelemetry a sync loads if %s', async (_, flags, packages) => {
  const folder = await temporaryFolder();
  const simulator = await Simulator.start({ site: siteFrom(smallSite) });
  try {
    const record = join(folder, 'loaded.json');
    const hook = `data:text/javascript,${encodeURIComponent(recorder)}`;
    const { exitCode } = await execa(process.execPath, ['--import', hook, ...command, ...(await flags())], {
      cwd: folder,
      extendEnv: false,
      reject: false,
      env: { ...simulator.environment, LOADED: record },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(await readFile(record, 'utf8'))).toEqual(packages);
  } finally {
    await simulator.stop();
  }
});

test('a process ends although the collector says nothing', async () => {
  const folder = await temporaryFolder();
  const [simulator, collector] = await Promise.all([
    Simulator.start({ site: siteFrom(smallSite) }),
    Collector.start(),
  ]);
  collector.answer = 'silence';
  try {
    const { endpoint } = collector;
    const flags = ['--otel-collector-endpoint', endpoint, '--otel-collector-endpoint-tls-insecure'];
    const ended = await execa(process.execPath, [...command, ...flags], {
      cwd: folder,
      extendEnv: false,
      reject: false,
      timeout: 20_000,
      env: simulator.environment,
    });
    expect(ended).toMatchObject({ timedOut: false, exitCode: 0 });
    expect(collector.requests.length).toBeGreaterThan(0);
  } finally {
    await Promise.all([simulator.stop(), collector.stop()]);
  }
});
