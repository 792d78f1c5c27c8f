import { HealthError } from '../health/server.ts';

/** What can be asked for, as the path says it. */
export const endpoints = ['health', 'ready', 'live'] as const;

export interface HealthCheckOptions {
  readonly address: string;
  readonly port: number;
  readonly endpoint: (typeof endpoints)[number];
  /** How long the answer may take, in milliseconds. */
  readonly timeout: number;
}

/** Asks a running connector how it is. @throws HealthError where it is not well, or does not answer */
export async function checkHealth(options: HealthCheckOptions): Promise<void> {
  const { address, port, endpoint, timeout } = options;
  const host = address.includes(':') ? `[${address}]` : address;
  const url = `http://${host}:${port}/${endpoint}`;
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new HealthError(`${url} does not answer: ${cause instanceof Error ? cause.message : message}`);
  }
  if (response.ok) return;
  throw new HealthError(`${url} answers ${response.status}: ${(await response.text()).trim()}`);
}
