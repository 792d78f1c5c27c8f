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
