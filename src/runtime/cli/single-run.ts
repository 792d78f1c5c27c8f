import type { RetryingClient } from '../confluence/retrying-client.ts';
import type { RunContext } from './context.ts';
import { Credentials } from './credentials.ts';
import { type ExitCode, exitCode, Interruption } from './exit-code.ts';
import { logInWith } from './options.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { WaitReporter } from './wait-reporter.ts';

/** What a single run has to work with. */
export interface SingleRun {
  /** Aborts if the run is interrupted, or its time is over. */
  readonly signal: AbortSignal;
  readonly logIn: () => Promise<RetryingClient>;
}

/** How a single run fails. */
export interface Failing {
  /** Errors whose messages are for people. */
  readonly explained: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
  /** What to add to a message. */
  readonly consequence: string;
  /** @default failed */
  readonly codeOf?: (error: unknown) => ExitCode;
}

/** Does some work once, within the time limit, and tells why if it fails. */
export async function runSingle(
  settings: Settings,
  { hidden, io, telemetry, stop }: RunContext,
  reporter: Reporter,
  { explained, consequence, codeOf = () => exitCode.failed }: Failing,
  work: (run: SingleRun) => Promise<ExitCode>,
): Promise<ExitCode> {
  const limit = settings['time-limit'];
  const deadline = limit === undefined ? undefined : performance.now() + limit;
  const signal = limit === undefined ? stop : AbortSignal.any([stop, AbortSignal.timeout(limit)]);
  try {
    const credentials = new Credentials(settings, hidden, (message) => reporter.note(message), io.directory);
    const observers = telemetry ? [telemetry] : [];
    const observer = new WaitReporter((message) => reporter.note(message), ...observers);
    const logIn = async () => {
      const options = { environment: io.environment, observer, deadline };
      const { client, base, cloudId } = await logInWith(credentials, signal, options);
      if (cloudId !== credentials.latest()['cloud-id']) {
        reporter.note(
          `The API token is a scoped one: reading ${base}. With --cloud-id ${cloudId} this is known ahead.`,
        );
      }
      return client;
    };
    return await work({ signal, logIn });
  } catch (error) {
    reporter.failed([messageOf(error, signal, explained), consequence].join(' ').trim());
    return signal.reason instanceof Interruption ? signal.reason.exitCode : codeOf(error);
  }
}

function messageOf(error: unknown, signal: AbortSignal, explained: Failing['explained']): string {
  if (signal.reason instanceof Interruption) return 'Interrupted.';
  if (signal.aborted) return 'The time is over that --time-limit allows.';
  if (!(error instanceof Error)) return String(error);
  if (!explained.some((kind) => error instanceof kind)) return `An error of this program: ${error.stack}`;
  return error.message.replace(/[.]?$/, '.');
}
