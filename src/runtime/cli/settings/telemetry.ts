import { flag, text } from './kinds.ts';
import { setting } from './setting.ts';

/** Where traces and logs go besides. */
export const telemetry = {
  'otel-collector-endpoint': setting(
    text().optional(),
    'Send traces and logs to this collector, which takes OTLP over gRPC, e.g. collector:4317',
    { form: { operational: true } },
  ),
  'otel-collector-endpoint-tls-cert-path': setting(
    text().optional(),
    'File with the certificates, as PEM, of the authorities to trust instead of the usual ones',
    { form: { operational: true } },
  ),
  'otel-collector-endpoint-tls-cert': setting(
    text().optional(),
    'The same certificates themselves, as base64 of PEM',
    { form: { operational: true } },
  ),
  'otel-collector-endpoint-tls-insecure': setting(flag(), 'Send without TLS', {
    form: { operational: true },
  }),
  'otel-tracing-disabled': setting(flag(), 'Send no traces', { form: { operational: true } }),
  'otel-logging-disabled': setting(flag(), 'Send no logs', { form: { operational: true } }),
};
