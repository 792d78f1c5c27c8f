import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment, Surroundings } from '../../io/io.ts';
import { pathFrom } from '../../io/path.ts';
import { ProxyError, proxyOf } from '../../network/proxy.ts';
import { type CollectorEndpoint, endpointOf } from './endpoint.ts';
import { TelemetryError } from './error.ts';

/** How to reach a collector. */
export interface CollectorAccess extends CollectorEndpoint {
  /** Certificates of the authorities that are trusted, and no others. @default those that Node.js trusts */
  readonly authorities?: string | undefined;
  /** What lets it through, if anything needs to. */
  readonly proxy?: URL | undefined;
}

/** What is set of it. */
export interface CollectorSettings {
  readonly endpoint: string;
  /** Without TLS. */
  readonly insecure: boolean;
  /** The path of a file with certificates. */
  readonly certificateFile: string | undefined;
  /** Certificates, as PEM or as base64 of it. */
  readonly certificate: string | undefined;
}

const flag = '--otel-collector-endpoint';

/** @throws TelemetryError if a setting cannot be used */
export function accessTo(
  { endpoint, insecure, certificateFile, certificate }: CollectorSettings,
  { environment, directory }: Surroundings,
): CollectorAccess {
  if (certificateFile !== undefined && certificate !== undefined) {
    throw new TelemetryError(`Give ${flag}-tls-cert-path or ${flag}-tls-cert, not both.`);
  }
  const found = endpointOf(endpoint, !insecure);
  return {
    ...found,
    authorities:
      certificateFile === undefined
        ? certificate && checked(certificate, `${flag}-tls-cert`)
        : checked(read(certificateFile, directory), `${flag}-tls-cert-path`),
    proxy: found.socket === undefined ? proxyFor(found, environment) : undefined,
  };
}

function read(file: string, directory: string): string {
  try {
    return readFileSync(pathFrom(directory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TelemetryError(`${flag}-tls-cert-path ${file}: cannot be read (${code}).`);
  }
}

/** @returns the certificates as PEM @throws TelemetryError if they are none */
function checked(given: string, name: string): string {
  // Buffer takes both alphabets, with padding and without.
  const pem = given.includes('-----BEGIN') ? given : Buffer.from(given, 'base64').toString();
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new TelemetryError(`${name} (or its variable) holds no certificate as PEM.`);
  }
}

function proxyFor({ url, port }: CollectorEndpoint, environment: Environment): URL | undefined {
  try {
    // As programs written in Go have it for gRPC, with TLS or without.
    return proxyOf(new URL(`https://${url.hostname}:${port}`), environment);
  } catch (error) {
    throw error instanceof ProxyError ? new TelemetryError(`${error.message}.`) : error;
  }
}
