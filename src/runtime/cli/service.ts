import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import { temporaryFolder } from '../../io/io.ts';
import { CredentialsError } from '../../oauth/token.ts';
import { redacted } from '../../text/sensitive.ts';
import { C1zError } from '../c1z/format/error.ts';
import { makeWorkFolder } from '../c1z/format/work-folder.ts';
import { reportProgress } from '../conductorone/current-task.ts';
import { ConductorOneError } from '../conductorone/error.ts';
import type { ServiceEvent } from '../conductorone/event.ts';
import { LivenessMonitor } from '../conductorone/liveness.ts';
import { serve } from '../conductorone/service.ts';
import { siteUrl } from '../confluence/address.ts';
import { ConfluenceError } from '../confluence/error.ts';
import type { CallObserver } from '../confluence/observer.ts';
import { proxiedPool } from '../confluence/proxy.ts';
import { HealthError, HealthServer } from '../health/server.ts';
import { annotation } from '../messages/annotation.ts';
import { ExternalLinkSchema } from '../proto/gen/c1/connector/v2/annotation_external_link_pb.ts';
import type { Progress } from '../sync/sync.ts';
import { capabilities } from './capabilities.ts';
import type { RunContext } from './context.ts';
import { Credentials } from './credentials.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { FullSync } from './full-sync.ts';
import { LastSyncs } from './last-syncs.ts';
import { Metrics } from './metrics.ts';
import { logInWith } from './options.ts';
import { LogReporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import type { Summary } from './summary.ts';
import { taskHandlers } from './task-handlers.ts';
import { syncAttributes } from './telemetry.ts';
import { withUncaughtErrors } from './uncaught-errors.ts';
import { WaitReporter } from './wait-reporter.ts';

/** Errors that the service ends with, and whose messages are for people. */
const explained = [C1zError, ConductorOneError, ConfluenceError, CredentialsError, HealthError];

/** Settings with credentials of ConductorOne. */
export type ServiceSettings = Settings & { readonly 'client-id': string; readonly 'client-secret': string };

/** Whether to serve ConductorOne, in place of a single sync. */
export function isForService(settings: Settings): settings is ServiceSettings {
  return Boolean(settings['client-id'] && settings['client-secret']);
}

/** Serves ConductorOne until it is told to stop; running tasks then have some time left. */
export async function runService(
  settings: ServiceSettings,
  context: RunContext,
  log: Logger,
): Promise<ExitCode> {
  const { io, stop } = context;
  try {
    return await withUncaughtErrors(io.events, log, async (broken) => {
      await serveSite(settings, { ...context, stop: AbortSignal.any([stop, broken]) }, log);
      return broken.aborted ? exitCode.failed : exitCode.done;
    });
  } catch (error) {
    if (!explained.some((kind) => error instanceof kind)) throw error;
    log.error((error as Error).message);
    return exitCode.failed;
  }
}

async function serveSite(
  settings: ServiceSettings,
  { version, hidden, io, telemetry, stop }: RunContext,
  log: Logger,
): Promise<void> {
  const { environment, directory } = io;
  const temporary = temporaryFolder(io);
  const warn = (message: string) => log.warn(message);
  const credentials = new Credentials(settings, hidden, warn, directory);
  const redact = (text: string) => redacted(text, hidden);
  const url = siteUrl(settings['domain-url']);
  const metrics = new Metrics(version);
  const reporter = new LogReporter(log);
  const watch = new LivenessMonitor(settings['http-timeout-seconds'] * 1000);
  const observers = [metrics, taskObserver, ...(telemetry ? [telemetry] : [])];
  const observer = new WaitReporter((message) => reporter.note(message), ...observers);
  // One for all tasks, so that what one has connected serves the next.
  const dispatcher = proxiedPool(environment);
  const folder = await makeWorkFolder(temporary);
  const connect = async (signal: AbortSignal, deadline?: number) =>
    (await logInWith(credentials, signal, { observer, dispatcher, deadline })).client;
  const done = (summary: Summary) => {
    reporter.done(summary);
    metrics.synced(summary);
    telemetry?.synced(syncAttributes(summary));
  };
  const onProgress = (progress: Progress) => telemetry?.progressed(progress);
  const lastSyncs = await LastSyncs.open([url, settings['client-id']], temporary);
  const fullSync = new FullSync({
    ...{ settings, hidden, version, temporary, folder, lastSyncs, connect, onProgress, done, warn },
  });
  let health: HealthServer | undefined;
  try {
    if (settings['health-check']) {
      health = await HealthServer.start({
        port: settings['health-check-port'],
        bindAddress: settings['health-check-bind-address'],
        validate: connect,
        trouble: () => watch.trouble,
        redact,
        metrics: () => metrics.text(),
      });
    }
    await serve({
      environment,
      credentials: () => {
        const { 'client-id': clientId = '', 'client-secret': clientSecret = '' } = credentials.latest();
        return { clientId, clientSecret };
      },
      about: {
        package: 'confluence-sync',
        version,
        metadata: {
          displayName: 'Confluence',
          description: 'Who can do what in Confluence Cloud',
          annotations: [annotation(ExternalLinkSchema, { url })],
          capabilities: capabilities(),
        },
      },
      handlers: taskHandlers(fullSync, settings.provisioning, connect),
      concurrency: settings['task-concurrency'],
      grace: settings['shutdown-grace'],
      signal: stop,
      tell: (event) => {
        tell(log, event);
        metrics.told(event);
        telemetry?.told(event);
      },
      redact,
      watch,
    });
  } finally {
    await health?.stop();
    await dispatcher.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What Confluence answers, and asks to wait for, is how a task goes on. */
const taskObserver: CallObserver = {
  answered: () => reportProgress(),
  retried: () => {},
  waited: (milliseconds) => reportProgress(milliseconds),
};

function tell(log: Logger, { type, ...fields }: ServiceEvent): void {
  const troubled = type === 'retrying' || type === 'task-end-not-reported' || 'error' in fields;
  log[troubled ? 'warn' : 'info'](fields, type.replace('-', ' '));
}
