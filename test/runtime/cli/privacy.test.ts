import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { Echo } from './echo.ts';
import { confluenceSync, confluenceSyncHere } from './run.ts';
import { ServingHere } from './serving.ts';

const [user, apiKey] = ['canary@acme.example', 'canary/key'];
const basic = (name: string, key: string) => Buffer.from(`${name}:${key}`).toString('base64');

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

test('credentials that a server repeats come out nowhere in service mode', async () => {
  const serving = await ServingHere.prepare(await temporaryFolder(), { site: siteFrom(smallSite) });
  ends.push(() => serving.end());
  const echo = await Echo.start('', () => 403);
  ends.push(() => echo.stop());
  const task = serving.api.tasks.push({ syncFull: {} });
  const asked = { BATON_DOMAIN_URL: echo.url, BATON_USERNAME: user, BATON_API_KEY: apiKey };
  serving.launch(asked);
  const { message } = (await task.finished) as { readonly message?: string };
  const health = await (await serving.ask('/health')).text();
  const checked = await confluenceSync(['health-check'], { env: serving.healthEnvironment });
  const { stderr: log } = await serving.stopped();
  for (const text of [String(message), health, checked.stderr, String(log)]) {
    expect(text).toMatch(/Confluence answers 403: \(hidden\)=* of \(user name\):\(hidden\)/);
    expect(text).not.toContain('canary');
    expect(text).not.toContain(basic(user, apiKey).slice(0, 8));
  }
});

test('credentials that a server repeats come out nowhere in a sync, nor are they in its file', async () => {
  const folder = await temporaryFolder();
  const simulator = await Simulator.start({ site: siteFrom(smallSite), username: user });
  ends.push(() => simulator.stop());
  const echo = await Echo.start(simulator.url, (path) =>
    path.includes('/spaces/10/permissions') ? 403 : undefined,
  );
  ends.push(() => echo.stop());
  const { token } = simulator.auth;
  const environment = { BATON_DOMAIN_URL: echo.url, BATON_USERNAME: user, BATON_API_KEY: token };
  const { exitCode, stderr } = await confluenceSyncHere([], { env: environment, cwd: folder });
  expect(exitCode).toBe(3);
  const reader = await C1zReader.open(join(folder, 'sync.c1z'));
  const missing = JSON.stringify(reader.record()?.missing);
  await reader.close();
  for (const text of [stderr, missing]) {
    expect(text).toMatch(/Confluence answers 403: \(hidden\)=* of \(user name\):\(hidden\)/);
    for (const secret of [token, basic(user, token), 'canary']) expect(text).not.toContain(secret);
  }
});
