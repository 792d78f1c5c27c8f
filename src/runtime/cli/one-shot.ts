import { type Environment, placesOf } from '../../io/io.ts';
import { C1zError } from '../c1z/format/error.ts';
import { ConfluenceError } from '../confluence/error.ts';
import type { RetryingClient } from '../confluence/retrying-client.ts';
import { ScopeError } from '../sync/scope.ts';
import { ShrinkageError } from '../sync/shrinkage-guard.ts';
import { type Progress, sync } from '../sync/sync.ts';
import type { RunContext } from './context.ts';
import { Credentials } from './credentials.ts';
import { type ExitCode, exitCode, Interruption } from './exit-code.ts';
import { logInWith, syncOptionsOf } from './options.ts';
import { ProgressTimer } from './progress-timer.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { WaitReporter } from './wait-reporter.ts';

/** Syncs a site into a file, once. An interrupted one leaves the file as it was. */
export async function runOnce(
  settings: Settings,
  { version, hidden, io, stop }: RunContext,
  reporter: Reporter,
): Promise<ExitCode> {
  const start = performance.now();
  const limit = settings['time-limit'];
  const signal = limit === undefined ? stop : AbortSignal.any([stop, AbortSignal.timeout(limit)]);
  const telling = new ProgressTimer(reporter);
  try {
    const deadline = limit === undefined ? undefined : start + limit;
    const credentials = new Credentials(settings, hidden, (message) => reporter.note(message), io.directory);
    const client = await logInAs(credentials, io.environment, signal, reporter, deadline);
    const onProgress = (progress: Progress) => telling.update(progress, client);
    const result = await sync(client, {
      ...syncOptionsOf(settings, version, hidden),
      places: placesOf(io),
      onProgress,
      signal,
    });
    reporter.done({ file: settings.file, result, cost: client.cost, elapsed: performance.now() - start });
    return result.skipped.missing.length > 0 ? exitCode.partial : exitCode.done;
  } catch (error) {
    reporter.failed(`${messageOf(error, signal)} Nothing was written.`);
    if (signal.reason instanceof Interruption) return signal.reason.exitCode;
    return error instanceof ShrinkageError ? exitCode.shrunken : exitCode.failed;
  } finally {
    telling.end();
  }
}

async function logInAs(
  credentials: Credentials,
  environment: Environment,
  signal: AbortSignal,
  reporter: Reporter,
  deadline: number | undefined,
): Promise<RetryingClient> {
  const observer = new WaitReporter((message) => reporter.note(message));
  const { client, base, cloudId } = await logInWith(credentials, signal, { environment, observer, deadline });
  if (cloudId !== credentials.latest()['cloud-id']) {
    reporter.note(
      `The API token is a scoped one: reading ${base}. With --cloud-id ${cloudId} this is known ahead.`,
    );
  }
  return client;
}

/** Errors whose messages are for people. */
const explained = [ConfluenceError, C1zError, ScopeError, ShrinkageError];

function messageOf(error: unknown, signal: AbortSignal): string {
  if (signal.reason instanceof Interruption) return 'Interrupted.';
  if (signal.aborted) return 'The time is over that --time-limit allows.';
  if (!(error instanceof Error)) return String(error);
  if (!explained.some((kind) => error instanceof kind)) return `An error of this program: ${error.stack}`;
  return error.message.replace(/[.]?$/, '.');
}
