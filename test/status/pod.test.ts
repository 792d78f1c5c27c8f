import { describe, expect, test } from '@jest/globals';
import type { IContainerStatus, IEvent, IPod } from 'kubernetes-models/v1';
import { podCheck, podStatus } from '../../src/status/pod.ts';

const pod = (container: Partial<IContainerStatus> = {}, status: Partial<IPod['status']> = {}): IPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'wiki-1' },
  status: {
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      { name: 'wiki', image: 'x', imageID: '', ready: false, restartCount: 0, ...container },
    ],
    ...status,
  },
});
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const warning = (reason: string, message: string): IEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {},
  involvedObject: {},
  type: 'Warning',
  reason,
  message,
});
const judged = (...args: Parameters<typeof podStatus>) => podCheck(podStatus(...args));

describe('a pod that is ready', () => {
  test('is well', () => {
    expect(judged(pod({}, ready), [])).toEqual({ name: 'pod', state: 'ok', message: 'wiki-1: ready' });
  });

  test('tells of its restarts and why it ended last', () => {
    const lastState = { terminated: { exitCode: 2, reason: 'Error' } };
    expect(judged(pod({ restartCount: 1, lastState }, ready), [])).toMatchObject({
      state: 'ok',
      message: 'wiki-1: ready, 1 restart, the last for Error: exit code 2',
    });
  });

  test('has got over its warnings', () => {
    expect(judged(pod({}, ready), [warning('Unhealthy', 'probe failed')]).message).toBe('wiki-1: ready');
  });
});

describe('a pod that is not ready', () => {
  test.each<readonly [string, Partial<IContainerStatus>, string]>([
    [
      'waits for its image',
      { state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling\n  image "x"' } } },
      'wiki-1: ImagePullBackOff: Back-off pulling image "x"',
    ],
    [
      'ends again and again',
      {
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 1m' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      },
      'wiki-1: CrashLoopBackOff: back-off 1m, 4 restarts',
    ],
    [
      'has just ended',
      { restartCount: 1, state: { terminated: { exitCode: 1, reason: 'Error' } } },
      'wiki-1: Error: exit code 1, 1 restart',
    ],
    [
      'has outgrown its memory',
      {
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      },
      'wiki-1: OOMKilled: the container used more memory than its limit, 2 restarts',
    ],
  ])('has failed where it %s', (_, container, message) => {
    expect(judged(pod(container), [])).toMatchObject({
      state: 'failed',
      message,
      remedy: expect.stringMatching(/hosting[.]/),
    });
  });

  test('has failed where no node takes it', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' },
    ];
    expect(judged(pod({}, { conditions, containerStatuses: [] }), [])).toMatchObject({
      state: 'failed',
      message: 'wiki-1: Unschedulable: 0/3 nodes',
    });
  });

  test('has failed where its node has evicted it', () => {
    const status = {
      phase: 'Failed' as const,
      reason: 'Evicted',
      message: 'low on memory',
      containerStatuses: [],
    };
    expect(judged(pod({}, status), [])).toMatchObject({
      state: 'failed',
      message: 'wiki-1: Evicted: low on memory',
    });
  });

  const creating = { state: { waiting: { reason: 'ContainerCreating' } } };

  test('has failed where a volume cannot be mounted: only an event says so, the newest', () => {
    const events = [
      warning('FailedScheduling', 'long ago'),
      warning('FailedMount', 'configmap "ca" not found'),
    ];
    expect(judged(pod(creating), events)).toMatchObject({
      state: 'failed',
      message: 'wiki-1: FailedMount: configmap "ca" not found',
      remedy: expect.stringContaining('ConfigMap'),
    });
  });

  test('is only starting as long as nothing else is known', () => {
    expect(judged(pod(creating), [])).toEqual({
      name: 'pod',
      state: 'waiting',
      message: 'wiki-1: not ready yet',
    });
  });

  test('may become ready although a probe has failed', () => {
    const running = { state: { running: { startedAt: '2026-01-02T03:04:05Z' } } };
    expect(judged(pod(running), [warning('Unhealthy', 'Startup probe failed')])).toEqual({
      name: 'pod',
      state: 'waiting',
      message: 'wiki-1: Unhealthy: Startup probe failed',
    });
  });

  test('has a remedy also where the reason is a new one', () => {
    const container = { state: { waiting: { reason: 'SomethingNew' } } };
    expect(judged(pod(container), [])).toMatchObject({
      state: 'failed',
      remedy: 'See: kubectl describe pod wiki-1',
    });
  });
});
