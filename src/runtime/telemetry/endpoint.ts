import { TelemetryError } from './error.ts';

/** Where a collector takes gRPC. */
export interface CollectorEndpoint {
  /** What calls are made to. Its host stands for the collector in messages. */
  readonly url: URL;
  readonly port: number;
  /** The socket of a collector on this machine, if that is how it is reached. */
  readonly socket?: string;
}

/** The port that programs written in Go take if none is given, with TLS or without. */
const usualPort = 443;

/** What a scheme says of TLS; without one, the flag does. */
const schemes: Readonly<Record<string, boolean | undefined>> = { http: false, https: true };

/** The names of resolvers that programs written in Go take before a host. All of them come to the same here. */
const resolvers = /^(?:dns|passthrough):(?:\/\/[^/]*\/)?(?=[^/])/;

/**
 * Where a collector is, written as the vendor's connector takes it, e.g. `collector:4317`, `dns:///collector:4317` or
 * `unix:///run/collector.sock`; or as a URL, whose scheme then says whether there is TLS.
 * @param secure whether there is TLS if it does not say so itself
 * @throws TelemetryError if it is none of these
 */
export function endpointOf(text: string, secure: boolean): CollectorEndpoint {
  const [, path] = /^unix:(?:\/\/(?=\/))?(.+)$/.exec(text) ?? [];
  if (path !== undefined) {
    return { url: new URL(`${secure ? 'https' : 'http'}://localhost`), port: usualPort, socket: path };
  }
  const [, scheme = '', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(text.replace(resolvers, '')) ?? [];
  const isSecure = scheme === '' ? secure : schemes[scheme];
  if (isSecure === undefined) throw wrong('has a scheme that is not known');
  const url = URL.parse(`${isSecure ? 'https' : 'http'}://${rest}`);
  if (!url || url.hostname === '' || /[\s?#]/.test(rest)) throw wrong('is not the address of a collector');
  if (url.username !== '' || url.password !== '') {
    throw wrong('has credentials before the host, which are not sent: OTEL_EXPORTER_OTLP_HEADERS takes them');
  }
  if (url.pathname !== '/')
    throw wrong('has a path, as OTLP over HTTP has it: traces and logs are sent by gRPC');
  const port = url.port || (/:80\/?$/.test(rest) ? 80 : usualPort);
  return { url, port: Number(scheme === 'http' ? url.port || 80 : port) };
}

function wrong(what: string): TelemetryError {
  return new TelemetryError(
    `--otel-collector-endpoint (or BATON_OTEL_COLLECTOR_ENDPOINT) ${what}. Write it like collector:4317.`,
  );
}
