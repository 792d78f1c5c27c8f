import { beforeEach, describe, expect, test } from '@jest/globals';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { logged } from '../cli/run.ts';
import { ServingHere } from '../cli/serving.ts';
import { collecting, tree } from './collecting.ts';

const world = collecting();

describe('in service mode', () => {
  let serving: ServingHere;

  beforeEach(async () => {
    serving = await ServingHere.prepare(world.folder, { site: siteFrom(smallSite) });
    world.endWith(() => serving.end());
  });

  test('each task is a trace of its own, up to its upload, and the last lines of the log arrive', async () => {
    const { api } = serving;
    const tasks = [api.tasks.push({ syncFull: {} }), api.tasks.push({ grant: {} })];
    serving.launch({ ...world.plainly(), BATON_PROVISIONING: 'true' });
    await Promise.all(tasks.map(({ finished }) => finished));
    const { exitCode, stderr } = await serving.stopped();
    expect(exitCode).toBe(0);
    const service = 'c1.connectorapi.baton.v1.BatonService';
    const [sync, grant] = [world.spanOf('sync'), world.spanOf('grant')];
    const ofSync = world.collector.spans.filter(({ traceId }) => traceId === sync.traceId);
    expect(tree(ofSync)).toEqual(
      expect.arrayContaining([
        ' > sync',
        'sync > log in',
        'sync > read groups',
        'sync > write',
        `sync > ${service}/FinishTask`,
        `sync > ${service}/UploadAsset`,
      ]),
    );
    expect(world.spanOf(`${service}/UploadAsset`)).toMatchObject({
      kind: 3,
      attributes: { 'rpc.system.name': 'grpc', 'rpc.response.status_code': '0' },
      status: { code: 0 },
    });
    expect(world.spanOf('write').end).toBeLessThanOrEqual(world.spanOf(`${service}/UploadAsset`).start);
    expect(sync).toMatchObject({
      attributes: { 'confluence_sync.task.outcome': 'done', 'confluence_sync.spaces': 2 },
      status: { code: 0 },
    });
    expect(grant.traceId).not.toBe(sync.traceId);
    expect(grant).toMatchObject({
      attributes: { 'confluence_sync.task.outcome': 'failed' },
      status: { code: 2, message: expect.any(String) },
    });
    // What belongs to no task is in none of the traces.
    expect(new Set(world.collector.spans.filter(({ parentSpanId }) => parentSpanId === ''))).toEqual(
      new Set(world.collector.spans.filter(({ name }) => ['sync', 'grant', 'hello'].includes(name))),
    );
    expect(world.collector.logs.map(({ body }) => body)).toEqual(
      logged(String(stderr)).map(({ msg }) => msg),
    );
    const ended = world.collector.logs.filter(({ attributes }) => attributes['kind'] === 'syncFull');
    expect(ended.map(({ body, traceId }) => [body, traceId])).toContainEqual(['task ended', sync.traceId]);
  });

  test('a collector that is down is warned of once, and tasks are done', async () => {
    const { api } = serving;
    world.collector.answer = { grpc: 14 };
    const tasks = Array.from({ length: 5 }, () => api.tasks.push({ syncFull: {} }));
    serving.launch(world.plainly());
    for (const { finished } of tasks) expect(await finished).toMatchObject({ outcome: 'success' });
    const { exitCode, stderr } = await serving.stopped();
    const warnings = logged(String(stderr)).filter(({ level }) => level === 'warn');
    expect([exitCode, warnings]).toEqual([
      0,
      [expect.objectContaining({ msg: expect.stringContaining('UNAVAILABLE') })],
    ]);
  });
});
