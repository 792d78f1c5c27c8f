import type { Duration } from '@bufbuild/protobuf/wkt';
import { durationMs } from '@bufbuild/protobuf/wkt';

const second = 1_000;
const minute = 60 * second;

/** How long to wait before asking for a task again: 0 to 5 minutes, in milliseconds. */
export function untilPoll(wanted: Duration | undefined): number {
  return between(0, wanted ? durationMs(wanted) : 0, 5 * minute);
}

/** How long to wait before the next heartbeat: 1 second to 5 minutes, 30 seconds where none is wanted; in milliseconds. */
export function untilHeartbeat(wanted: Duration | undefined): number {
  return between(second, (wanted ? durationMs(wanted) : 0) || 30 * second, 5 * minute);
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
