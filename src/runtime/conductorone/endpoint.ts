import { hostname } from 'node:os';
import { CredentialsError } from '../../oauth/token.ts';

/** Where ConductorOne is, and who calls. */
export interface Endpoint {
  /** Of the API and of logins, with the port where it is not 443. */
  readonly host: string;
  /** The host that assertions are meant for. */
  readonly audience: string;
  /** What the user agent begins with. */
  readonly clientName: string;
  /** Says in every request which one of a connector's processes it is; 1 to 256 characters. */
  readonly hostId: string;
}

/**
 * Finds out from the client id and the environment.
 * @param clientId `<name>@<tenant host>/<suffix>`
 * @param environment BATON_C1_API_HOST takes the place of the tenant's host, BATON_HOST_ID that of this machine's name
 * @throws CredentialsError where one of them is none
 */
export function endpointOf(
  clientId: string,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoint {
  const [, clientName, tenant] = /^([^@/\s]+)@([^@/\s]+)\/\S+$/.exec(clientId) ?? [];
  if (!clientName || !tenant) {
    throw new CredentialsError('the client id must look like <name>@<tenant>.conductor.one/<suffix>');
  }
  const { BATON_C1_API_HOST: override, BATON_HOST_ID: hostId } = environment;
  const host = override || tenant;
  if (!/^[^@/?#\s]+$/.test(host) || !URL.canParse(`https://${host}`)) {
    throw new CredentialsError('BATON_C1_API_HOST must be a host, or a host and a port: no scheme, no path');
  }
  return {
    host,
    audience: tenant,
    clientName,
    hostId: (hostId || hostname() || clientName).slice(0, 256),
  };
}
