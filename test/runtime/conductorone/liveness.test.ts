import { beforeEach, describe, expect, test } from '@jest/globals';
import { reportProgress } from '../../../src/runtime/conductorone/current-task.ts';
import { LivenessMonitor } from '../../../src/runtime/conductorone/liveness.ts';
import { idle } from './clock.ts';
import { Scripted, served, task } from './scripted.ts';

const minute = 60_000;

let now: number;
let watch: LivenessMonitor;

beforeEach(() => {
  now = 0;
  watch = new LivenessMonitor(5 * minute, () => now);
});

test('a ConductorOne that is not heard of is trouble until it answers', () => {
  now += 10 * minute;
  expect(watch.trouble).toBeUndefined();
  now += minute;
  expect(watch.trouble).toBe('ConductorOne has not answered for 11 minutes.');
  watch.answered();
  expect(watch.trouble).toBeUndefined();
});

test('a task that stands still is trouble until it goes on, or ends', () => {
  const [first, second] = ['a', 'b'].map((id) => watch.begun(id));
  now += 16 * minute;
  watch.answered();
  second?.mark();
  expect(watch.trouble).toBe('1 of 2 running tasks make no progress, for 16 minutes.');
  first?.mark();
  expect(watch.trouble).toBeUndefined();
  now += 17 * minute;
  expect(watch.trouble).toBe(
    'ConductorOne has not answered for 17 minutes; 2 of 2 running tasks make no progress, for 17 minutes.',
  );
  watch.answered();
  watch.ended('a');
  watch.ended('b');
  expect(watch.trouble).toBeUndefined();
});

test('a pause that is known ahead is none, and a shorter one does not end it', () => {
  const progress = watch.begun('a');
  progress.mark(60 * minute);
  progress.mark();
  now += 75 * minute;
  watch.answered();
  expect(watch.trouble).toBeUndefined();
  now += minute;
  expect(watch.trouble).toBe('1 of 1 running tasks make no progress, for 16 minutes.');
});

describe('a service', () => {
  test('is watched: its tasks from the first to the last moment, and what they do', async () => {
    const scripted = new Scripted();
    const steps: (() => void)[] = [];
    const step = () => new Promise<void>((resolve) => steps.push(resolve));
    const go = async () => {
      steps.shift()?.();
      await idle();
    };
    scripted.tasks.push(task('grant'));
    const service = await served(scripted, {
      watch,
      handlers: {
        grant: async () => {
          await step();
          reportProgress();
          await step();
          return {};
        },
      },
    });
    now += 16 * minute;
    watch.answered();
    expect(watch.trouble).toBe('1 of 1 running tasks make no progress, for 16 minutes.');
    await go();
    expect(watch.trouble).toBeUndefined();
    now += 16 * minute;
    await go();
    await service.clock.pass(1_000);
    watch.answered();
    expect(watch.trouble).toBeUndefined();
    await service.end();
  });
});

test('outside of a task, nothing goes on', () => {
  expect(() => reportProgress()).not.toThrow();
});
