import type { Logger } from 'pino';
import { annotation } from '../c1z/annotation.ts';
import { ConductorOneError } from '../conductorone/error.ts';
import type { ServiceEvent } from '../conductorone/event.ts';
import { serve } from '../conductorone/service.ts';
import { CredentialsError } from '../conductorone/token.ts';
import { siteUrl } from '../confluence/access.ts';
import { ConfluenceError } from '../confluence/error.ts';
import { HealthError, HealthServer } from '../health/server.ts';
import { ExternalLinkSchema } from '../proto/gen/c1/connector/v2/annotation_external_link_pb.ts';
import { provisioningHandlers, withoutProvisioning } from '../provisioning/handlers.ts';
import { capabilities } from './capabilities.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { logInWith } from './from-settings.ts';
import { FullSync } from './full-sync.ts';
import { Metrics } from './metrics.ts';
import { privateOf, withoutPrivate } from './redaction.ts';
import { LogReporter } from './reporter.ts';
import type { Settings } from './settings.ts';

/** Errors that the service ends with, and whose messages are for people. */
const explained = [ConductorOneError, ConfluenceError, CredentialsError, HealthError];

/** Settings with credentials of ConductorOne. */
export type ServiceSettings = Settings & { readonly 'client-id': string; readonly 'client-secret': string };

/** Whether to serve ConductorOne, in place of a single sync. */
export function isForService(settings: Settings): settings is ServiceSettings {
  return Boolean(settings['client-id'] && settings['client-secret']);
}

/** Serves ConductorOne until it is told to stop; running tasks then have some time left. */
export async function runService(
  settings: ServiceSettings,
  version: string,
  log: Logger,
  stop: AbortSignal,
): Promise<ExitCode> {
  const hidden = privateOf(settings);
  const metrics = new Metrics(version);
  const reporter = new LogReporter(log);
  const connect = async (signal: AbortSignal) => (await logInWith(settings, signal, metrics)).client;
  const fullSync = new FullSync(settings, connect, (summary) => {
    reporter.done(summary);
    metrics.synced(summary);
  });
  let health: HealthServer | undefined;
  try {
    const url = siteUrl(settings['domain-url']);
    if (settings['health-check']) {
      health = await HealthServer.start({
        port: settings['health-check-port'],
        bindAddress: settings['health-check-bind-address'],
        validate: connect,
        metrics: () => metrics.text(),
      });
    }
    await serve({
      clientId: settings['client-id'],
      clientSecret: settings['client-secret'],
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
      handlers: {
        ...(!settings['skip-full-sync'] && { syncFull: (task, context) => fullSync.run(task, context) }),
        ...(settings.provisioning ? provisioningHandlers(connect) : withoutProvisioning),
      },
      concurrency: settings['task-concurrency'],
      grace: settings['shutdown-grace'],
      signal: stop,
      tell: (event) => {
        tell(log, event);
        metrics.told(event);
      },
      redact: (text) => withoutPrivate(text, hidden),
    });
    return exitCode.done;
  } catch (error) {
    if (!explained.some((kind) => error instanceof kind)) throw error;
    log.error((error as Error).message);
    return exitCode.failed;
  } finally {
    await health?.stop();
  }
}

function tell(log: Logger, { type, ...fields }: ServiceEvent): void {
  const troubled = type === 'retrying' || type === 'task-untold' || 'error' in fields;
  log[troubled ? 'warn' : 'info'](fields, type.replace('-', ' '));
}
