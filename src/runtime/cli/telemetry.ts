import { redacted } from '../../text/sensitive.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { RunContext } from './context.ts';
import type { Settings } from './settings.ts';
import type { Summary } from './summary.ts';

/**
 * What sends traces and logs to a collector, if the settings name one. OpenTelemetry's packages are not loaded before.
 * @param warn is told what has no effect, and, seldom, that something does not reach the collector
 * @throws TelemetryError if a setting of it cannot be used
 */
export async function telemetryFor(
  settings: Settings,
  { version, hidden, io }: Pick<RunContext, 'version' | 'hidden' | 'io'>,
  warn: (message: string) => void,
): Promise<Telemetry | undefined> {
  const endpoint = settings['otel-collector-endpoint'];
  const signals = {
    traces: !settings['otel-tracing-disabled'],
    logs: !settings['otel-logging-disabled'],
  };
  if (endpoint === undefined || !(signals.traces || signals.logs)) return undefined;
  const [{ Telemetry: Started }, { accessTo }, { telemetryVariables }] = await Promise.all([
    import('../telemetry/telemetry.ts'),
    import('../telemetry/access.ts'),
    import('../telemetry/variables.ts'),
  ]);
  const { disabled, attributes, headers, unusable } = telemetryVariables(io.environment);
  if (disabled) {
    warn('--otel-collector-endpoint has no effect: OTEL_SDK_DISABLED is true.');
    return undefined;
  }
  const certificate = settings['otel-collector-endpoint-tls-cert'];
  const certificateFile = settings['otel-collector-endpoint-tls-cert-path'];
  const insecure = settings['otel-collector-endpoint-tls-insecure'];
  const collector = accessTo({ endpoint, insecure, certificate, certificateFile }, io);
  for (const variable of unusable) {
    warn(`${variable} has no effect: write it like name=value,other=value, with percent-encoding.`);
  }
  if (collector.url.protocol === 'http:' && collector.authorities !== undefined) {
    warn('Certificates for the collector have no effect: it is reached without TLS.');
  }
  return new Started({
    collector,
    headers,
    attributes: { 'service.name': 'confluence-sync', 'service.version': version, ...attributes },
    version,
    signals,
    redact: (text) => redacted(text, hidden),
    warn,
  });
}

/** A sync's summary as attributes of a trace: numbers, and no names. */
export function syncAttributes({
  result,
  cost,
  elapsed,
}: Summary): Readonly<Record<string, number | string>> {
  const { type, stats, expansion, skipped } = result;
  const { user = 0, group = 0, space = 0 } = stats.resourcesByType;
  const found = {
    type,
    seconds: elapsed / 1000,
    users: user,
    groups: group,
    spaces: space,
    entitlements: stats.entitlements,
    grants: stats.grants,
    expanded_grants: expansion?.added ?? 0,
    missing: skipped.missing.length,
    requests: cost.requests,
    rate_limit_wait_seconds: cost.waited / 1000,
  };
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [`confluence_sync.${name}`, value]));
}
