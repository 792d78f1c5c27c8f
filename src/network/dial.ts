import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';

export interface DialOptions {
  /** Ends the attempts. */
  readonly signal?: AbortSignal | undefined;
  /** @default the system's resolver */
  readonly resolve?: ((hostname: string) => Promise<readonly LookupAddress[]>) | undefined;
  /** How long all attempts may take, in milliseconds. @default 10 seconds: two lost packets make it 7 */
  readonly attemptTimeout?: number;
}

/** The next address is tried if the last one has not answered for so long, in milliseconds; RFC 8305 recommends it. */
const stagger = 250;

/**
 * Connects with the address of a host that is first to answer. Node.js gives up an address as it goes on to the next
 * one, and so takes a slow one for a dead one; here each keeps its chance, as in browsers and in Go.
 *
 * @param hostname a name or an address; IPv6 with or without brackets
 * @throws Error of the resolver or of the only attempt; AggregateError with the code of the first one if there were
 * several, and a message that has them all; the signal's reason
 */
export async function dial(
  hostname: string,
  port: number,
  { signal, resolve = resolved, attemptTimeout: patience = 10_000 }: DialOptions = {},
): Promise<Socket> {
  signal?.throwIfAborted();
  const addresses = alternating(await resolve(hostname.replace(/^\[|\]$/g, '')));
  return race(addresses, port, { signal, patience });
}

async function resolved(hostname: string): Promise<readonly LookupAddress[]> {
  const family = isIP(hostname);
  return family ? [{ address: hostname, family }] : lookup(hostname, { all: true });
}

/** Addresses of both families by turns, beginning with the one that the resolver prefers. */
function alternating(addresses: readonly LookupAddress[]): readonly LookupAddress[] {
  const preferred = addresses.filter(({ family }) => family === addresses[0]?.family);
  const others = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return addresses
    .flatMap((_, index) => [preferred[index], others[index]])
    .filter((address) => address !== undefined);
}

function race(
  addresses: readonly LookupAddress[],
  port: number,
  { signal, patience }: { readonly signal: AbortSignal | undefined; readonly patience: number },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const waiting = addresses.values();
    const attempts = new Map<Socket, string>();
    const errors: Error[] = [];
    let timer: NodeJS.Timeout | undefined;
    const deadline = setTimeout(() => {
      for (const address of attempts.values()) errors.push(timedOut(address, port));
      end(() => reject(combined(errors)));
    }, patience);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      clearTimeout(deadline);
      signal?.removeEventListener('abort', aborted);
      for (const socket of attempts.keys()) socket.destroy();
      settle();
    };
    const aborted = () => end(() => reject(signal?.reason));
    const next = () => {
      clearTimeout(timer);
      const { value: address } = waiting.next();
      if (address) attempt(address);
      else if (attempts.size === 0) end(() => reject(combined(errors)));
    };
    const attempt = ({ address, family }: LookupAddress) => {
      const socket = connect({ host: address, port, family, noDelay: true });
      const failed = (error: Error) => {
        if (!attempts.delete(socket)) return;
        errors.push(error);
        next();
      };
      attempts.set(socket, address);
      socket.on('error', failed).once('connect', () => {
        if (!attempts.delete(socket)) return;
        socket.off('error', failed);
        end(() => resolve(socket));
      });
      timer = setTimeout(next, stagger);
    };
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) aborted();
    else next();
  });
}

function timedOut(address: string, port: number): Error {
  const host = isIP(address) === 6 ? `[${address}]` : address;
  return Object.assign(new Error(`connect ETIMEDOUT ${host}:${port}`), { code: 'ETIMEDOUT' });
}

function combined(errors: readonly Error[]): Error {
  const [first, ...others] = errors;
  if (first && others.length === 0) return first;
  const message = [...new Set(errors.map((error) => error.message))].join('; ') || 'the name has no address';
  return Object.assign(new AggregateError(errors, message), { code: codeOf(first) });
}

function codeOf(error: Error | undefined): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'ENOTFOUND';
}
