import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { request } from 'undici';
import { poolThrough } from '../../src/network/pool.ts';

test.each(['directly', 'through a proxy'])(
  'a pool that is destroyed ends a handshake that nobody answers: %s',
  async (way) => {
    // It takes connections, and says nothing.
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const url = new URL(`https://127.0.0.1:${port}`);
    const pool = poolThrough(() => (way === 'directly' ? undefined : url));
    const asked = request(way === 'directly' ? url : 'https://acme.test', { dispatcher: pool });
    const refused = expect(asked).rejects.toThrow();
    const [socket] = (await once(silent, 'connection')) as [Socket];
    const closed = once(socket, 'close');
    await pool.destroy();
    await Promise.all([refused, closed]);
    await new Promise((resolve) => silent.close(resolve));
  },
  // The HTTP client itself waits for ten seconds.
  8_000,
);
