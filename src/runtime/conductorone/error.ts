import { isNativeError } from 'node:util/types';
import { Code, ConnectError } from '@connectrpc/connect';
import { networkReason } from '../../network/network-error.ts';
import { CredentialsError } from '../../oauth/token.ts';

/** Trying again does not help: what is wrong must be put right first. */
const lasting: readonly Code[] = [
  Code.Unauthenticated,
  Code.PermissionDenied,
  Code.InvalidArgument,
  Code.Unimplemented,
  Code.FailedPrecondition,
  Code.NotFound,
];

const credentialsRemedy =
  'Check BATON_CLIENT_ID and BATON_CLIENT_SECRET: the credential may have been rotated or deleted in ConductorOne. The clock of this machine must be right too.';

const connectorRemedy =
  'Check in ConductorOne that the connector still exists, and that the credential is one of a self-hosted connector.';

const networkRemedy =
  'Check that this machine may reach it: DNS, a firewall, a proxy (HTTPS_PROXY, NO_PROXY).';

const trustRemedy =
  'Where a proxy inspects TLS, NODE_EXTRA_CA_CERTS must name a PEM file with its certificate authority when the program starts.';

const remedies: { readonly [code in Code]?: string } = {
  [Code.Unauthenticated]: credentialsRemedy,
  [Code.PermissionDenied]: connectorRemedy,
  [Code.NotFound]:
    'It may know the task, or the connector itself, no longer: check in ConductorOne that it still exists.',
  [Code.Unimplemented]: 'Something else than ConductorOne may answer there: check BATON_C1_API_HOST.',
};

/** How Node.js names what it holds against a certificate. */
const distrust = /CERT|^UNABLE_TO_|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$/;

/** A failed call of ConductorOne. The message says which, why, and what to do; it never holds a secret. */
export class ConductorOneError extends Error {
  override readonly name = 'ConductorOneError';
  readonly code: Code;

  constructor(
    code: Code,
    fact: string,
    options: ErrorOptions & { readonly remedy?: string | undefined } = {},
  ) {
    super(options.remedy ? `${fact}. ${options.remedy}` : fact, options);
    this.code = code;
  }

  /** Whether the same call may succeed later, without anybody's help. */
  get passing(): boolean {
    return !lasting.includes(this.code);
  }
}

/** Whatever a call has thrown, as it is told to people. @param call e.g. `GetTask` */
export function conductorOneErrorOf(call: string, host: string, error: unknown): ConductorOneError {
  if (error instanceof CredentialsError) {
    const fact = `${call}: ${error.message}`;
    return new ConductorOneError(Code.Unauthenticated, fact, { remedy: credentialsRemedy, cause: error });
  }
  const network = networkReason(error);
  if (network && distrust.test(network.code)) {
    const fact = `${call}: the certificate of ${host} is not trusted: ${network.message}`;
    return new ConductorOneError(Code.FailedPrecondition, fact, { remedy: trustRemedy, cause: error });
  }
  if (network) {
    const fact = `${call}: no answer from ${host}: ${network.message}`;
    return new ConductorOneError(Code.Unavailable, fact, { remedy: networkRemedy, cause: error });
  }
  if (timedOut(error)) {
    return new ConductorOneError(Code.DeadlineExceeded, `${call}: no answer from ${host} in time`, {
      cause: error,
    });
  }
  if (!(error instanceof ConnectError)) {
    return new ConductorOneError(Code.Unavailable, `${call}: ${messageOf(error)}`, { cause: error });
  }
  const { code, rawMessage } = error;
  const fact = `${call}: ${host} answers ${codeName(code)}: ${rawMessage}`;
  return new ConductorOneError(code, fact, { remedy: remedies[code], cause: error });
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return (error as Partial<Error> | undefined)?.message ?? String(error);
}

const mistakes: readonly unknown[] = [Error, TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * The stack of an error that comes from a mistake in this program. Undefined for those that somebody has explained, and
 * for those of the network or the system, which have a code. TypeErrors of Node.js have one too; undici's have a cause.
 */
export function mistakeOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !mistakes.includes(error.constructor)) return undefined;
  return networkReason(error.constructor === Error ? error : error.cause) ? undefined : error.stack;
}

function timedOut(error: unknown): boolean {
  if (error instanceof ConnectError) return error.code === Code.DeadlineExceeded;
  return (error as Partial<Error> | undefined)?.name === 'TimeoutError';
}

/** As gRPC writes it, e.g. `NOT_FOUND`. */
export function codeName(code: Code): string {
  return Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
