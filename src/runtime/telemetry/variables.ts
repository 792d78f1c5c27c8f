import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Environment } from '../../io/io.ts';

/** Of OpenTelemetry's own variables, what has a meaning here. */
export interface TelemetryVariables {
  /** OTEL_SDK_DISABLED */
  readonly disabled: boolean;
  /** OTEL_RESOURCE_ATTRIBUTES, and OTEL_SERVICE_NAME which comes before them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** OTEL_EXPORTER_OTLP_HEADERS, which may be secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Variables that cannot be used, and are passed over. */
  readonly unusable: readonly string[];
}

/** Reads OpenTelemetry's own variables. */
export function telemetryVariables(environment: Environment): TelemetryVariables {
  const attributes = pairsOf(environment['OTEL_RESOURCE_ATTRIBUTES']);
  const headers = pairsOf(environment['OTEL_EXPORTER_OTLP_HEADERS']);
  const name = environment['OTEL_SERVICE_NAME'];
  const areHeaders = headers && Object.entries(headers).every(isHeader);
  return {
    disabled: environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true',
    attributes: { ...attributes, ...(name && { 'service.name': name }) },
    headers: areHeaders ? headers : {},
    unusable: [
      ...(attributes ? [] : ['OTEL_RESOURCE_ATTRIBUTES']),
      ...(areHeaders ? [] : ['OTEL_EXPORTER_OTLP_HEADERS']),
    ],
  };
}

/** Pairs such as `team=identity,deployment.environment=prod`, with percent-encoding; undefined if it is something else. */
function pairsOf(text = ''): Readonly<Record<string, string>> | undefined {
  const pairs: Record<string, string> = {};
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(part)?.map(decoded) ?? [];
    if (name === undefined || value === undefined) return undefined;
    pairs[name] = value;
  }
  return pairs;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
