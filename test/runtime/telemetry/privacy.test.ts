import { describe, expect, test } from '@jest/globals';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { Echo } from '../cli/echo.ts';
import { confluenceSyncHere } from '../cli/run.ts';
import { ServingHere } from '../cli/serving.ts';
import { collecting } from './collecting.ts';

const world = collecting();

describe('nothing private reaches the collector', () => {
  const [user, key] = ['canary@acme.example', 'canary/key'];
  const basic = Buffer.from(`${user}:${key}`).toString('base64').replace(/=+$/, '');

  const sent = () => Buffer.concat(world.collector.requests.map(({ bytes }) => bytes)).toString('latin1');

  test.each([
    ['info', ['canary', basic]],
    // Names are in a log of this level.
    ['debug', [key, encodeURIComponent(key), basic]],
  ])('of a sync whose server repeats it, at level %s', async (level, secrets) => {
    const echo = await Echo.start('', () => 403);
    world.endWith(() => echo.stop());
    const { exitCode } = await confluenceSyncHere([], {
      env: {
        ...world.plainly(),
        BATON_DOMAIN_URL: echo.url,
        BATON_USERNAME: user,
        BATON_API_KEY: key,
        BATON_LOG_LEVEL: level,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary%2Fkey',
      },
      cwd: world.folder,
    });
    expect(exitCode).toBe(1);
    expect(world.spanOf('sync').status.message).toContain('(hidden)');
    expect(world.collector.logs.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(sent()).not.toContain(secret);
  });

  test('of service mode', async () => {
    const serving = await ServingHere.prepare(world.folder, { site: siteFrom(smallSite) });
    world.endWith(() => serving.end());
    const echo = await Echo.start('', () => 403);
    world.endWith(() => echo.stop());
    const task = serving.api.tasks.push({ syncFull: {} });
    serving.launch({
      ...world.plainly(),
      BATON_DOMAIN_URL: echo.url,
      BATON_USERNAME: user,
      BATON_API_KEY: key,
    });
    await task.finished;
    await serving.stopped();
    expect(world.spanOf('sync').status).toMatchObject({
      code: 2,
      message: expect.stringContaining('(hidden)'),
    });
    const { BATON_CLIENT_SECRET: secret } = serving.api.environment;
    expect(secret).toMatch(/./);
    for (const each of ['canary', basic, String(secret)]) expect(sent()).not.toContain(each);
  });

  test('of ids in the paths of a site', async () => {
    await world.synced({ ...world.plainly(), BATON_OTEL_LOGGING_DISABLED: 'true' });
    const names = world.collector.spans.map(
      ({ name, attributes }) => `${name} ${attributes['url.template']}`,
    );
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => /\d{2,}|[?=]/.test(name.replaceAll('/v2/', '')))).toEqual([]);
  });
});
