import { limits, logFormats, logLevels } from '../../../config/vocabulary.ts';
import { bounded, choiceInAnyCase, duration, paths, time, whole } from './kinds.ts';
import { setting } from './setting.ts';

/** Levels that Go's programs know beside. */
const goLevels = { warning: 'warn', dpanic: 'error', panic: 'error', fatal: 'error' } as const;

/** How to run, and what to say meanwhile. */
export const running = {
  'log-level': setting(choiceInAnyCase(logLevels, goLevels).prefault('info'), 'How much to log', {
    form: { operational: true },
  }),
  'log-level-debug-expires-at': setting(
    time().optional(),
    'When level debug becomes info, e.g. 2026-12-31T18:00:00Z',
    { form: { operational: true } },
  ),
  'log-path': setting(paths(), 'Files to log to instead of stderr; also stdout and stderr'),
  'log-format': setting(
    choiceInAnyCase(logFormats).optional(),
    'How to log; without it, a terminal shows progress in place of a log',
  ),
  'http-timeout-seconds': setting(
    whole(...limits.httpTimeoutSeconds).prefault('300'),
    'How long Confluence may take to answer a request before it is repeated, in seconds',
    { form: { operational: true, ranged: true } },
  ),
  'max-wait': setting(
    duration().prefault('15m'),
    'How long a request waits at most when Confluence asks to come again later, before the sync fails',
  ),
  workers: setting(
    bounded(...limits.workers).prefault('0'),
    'The most requests to run side by side; 0 or -1 for 16',
  ),
  'time-limit': setting(duration().optional(), 'Give up a sync after a time such as 90s, 10m or 1h'),
};
