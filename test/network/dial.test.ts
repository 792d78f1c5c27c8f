import { once } from 'node:events';
import { type AddressInfo, createServer, isIP, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { dial } from '../../src/network/dial.ts';
import { describeWith } from '../support/programs.ts';
import { SilentListener } from './silent-listener.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(ending.splice(0).map((end) => end())));

async function listen(host: string, port = 0): Promise<number> {
  const server: Server = createServer((socket) => socket.on('error', () => {})).listen(port, host);
  await once(server, 'listening');
  ending.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function silent(host: string, port = 0, milliseconds?: number): Promise<number> {
  const listener = await SilentListener.start(host, port, milliseconds);
  ending.push(() => listener.stop());
  return listener.port;
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const port = await listen('127.0.0.1');
  await ending.pop()?.();
  return port;
}

const named = (...addresses: readonly string[]) => ({
  resolve: async () => addresses.map((address) => ({ address, family: isIP(address) })),
});

/** The address that dial has connected with. */
async function dialled(...[hostname, port, options]: Parameters<typeof dial>): Promise<string | undefined> {
  const socket = await dial(hostname, port, options);
  const { remoteAddress } = socket;
  socket.destroy();
  return remoteAddress;
}

// Elsewhere the loopback interface has one address.
describeWith([{ name: 'Linux', met: process.platform === 'linux' }], 'a name with several addresses', () => {
  test('is connected with by the first if that answers', async () => {
    const port = await listen('127.0.0.1');
    expect(await dialled('acme.test', port, named('127.0.0.1', '127.0.0.2'))).toBe('127.0.0.1');
  });

  test('is connected with by another if the first refuses', async () => {
    const port = await listen('127.0.0.1');
    expect(await dialled('acme.test', port, named('127.0.0.2', '127.0.0.3', '127.0.0.1'))).toBe('127.0.0.1');
  });

  test('is connected with by another if the first is silent', async () => {
    const port = await listen('127.0.0.1');
    await silent('127.0.0.2', port);
    expect(await dialled('acme.test', port, named('127.0.0.2', '127.0.0.1'))).toBe('127.0.0.1');
  });

  test('is connected with by one of a family if all of the other are silent', async () => {
    const port = await listen('127.0.0.1');
    await silent('127.0.0.2', port);
    // By turns: the third is the second of its family.
    const resolve = async () => [
      { address: '127.0.0.2', family: 6 },
      { address: '127.0.0.2', family: 6 },
      { address: '127.0.0.3', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await dialled('acme.test', port, { resolve })).toBe('127.0.0.1');
  });

  test('is connected with by one that is slow if all others are dead', async () => {
    const port = await silent('127.0.0.1', 0, 1_500);
    await silent('127.0.0.2', port);
    expect(await dialled('acme.test', port, named('127.0.0.2', '127.0.0.1', '127.0.0.3', '127.0.0.2'))).toBe(
      '127.0.0.1',
    );
  });

  test('fails with the errors of all', async () => {
    const port = await freePort();
    await expect(dial('acme.test', port, named('127.0.0.1', '127.0.0.2'))).rejects.toMatchObject({
      name: 'AggregateError',
      code: 'ECONNREFUSED',
      message: `connect ECONNREFUSED 127.0.0.1:${port}; connect ECONNREFUSED 127.0.0.2:${port}`,
    });
  });

  test('fails in time if none answers', async () => {
    const port = await silent('127.0.0.1');
    const options = { ...named('127.0.0.2', '127.0.0.1'), attemptTimeout: 500 };
    await expect(dial('acme.test', port, options)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: `connect ECONNREFUSED 127.0.0.2:${port}; connect ETIMEDOUT 127.0.0.1:${port}`,
    });
  });

  test('fails at once if it is told to', async () => {
    const port = await silent('127.0.0.1');
    const controller = new AbortController();
    const dialling = dial('acme.test', port, { ...named('127.0.0.1'), signal: controller.signal });
    controller.abort(new Error('over'));
    await expect(dialling).rejects.toThrow('over');
    await expect(dial('acme.test', port, { signal: controller.signal })).rejects.toThrow('over');
  });
});

test('a name of one address fails with its error', async () => {
  const port = await freePort();
  await expect(dial('acme.test', port, named('127.0.0.1'))).rejects.toMatchObject({
    name: 'Error',
    code: 'ECONNREFUSED',
  });
});

test('a name without an address fails', async () => {
  await expect(dial('acme.test', 443, named())).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test.each(['127.0.0.1', 'localhost'])('%s is connected with as the system resolves it', async (host) => {
  expect(await dialled(host, await listen('127.0.0.1'))).toMatch(/127[.]0[.]0[.]1$/);
});
