/** A setting of the telemetry that cannot be used. The message names it, and never repeats what could hold a secret. */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError';
}
