import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, decoded } from '../../../src/runtime/confluence/decoding.ts';

const encoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  identity: (bytes) => bytes,
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

const text = JSON.stringify({ results: Array.from({ length: 100 }, (_, id) => ({ id, name: 'Zoë' })) });
const encoded = (...names: readonly string[]) =>
  names.reduce<Buffer>((bytes, name) => encoders[name]?.(bytes) ?? bytes, Buffer.from(text));

test.each<[string, Buffer, string | readonly string[] | undefined]>([
  ['no header', encoded(), undefined],
  ['an empty header', encoded(), ''],
  ...Object.keys(encoders).map((name) => [name, encoded(name), name] as [string, Buffer, string]),
  ['deflate without a header of zlib', deflateRawSync(text), 'deflate'],
  ['deflate of another level', deflateSync(text, { level: 1 }), 'deflate'],
  ['deflate that compresses nothing', deflateRawSync(text, { level: 0 }), 'deflate'],
  ['capitals', encoded('gzip'), 'GZip'],
  ['blanks and commas', encoded('gzip'), ' , gzip ,'],
  ['two', encoded('gzip', 'br'), 'gzip, br'],
  ['two headers', encoded('gzip', 'br'), ['gzip', 'br']],
  ['the same twice', encoded('gzip', 'gzip'), 'gzip,gzip'],
  ['gzip in two members', Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))]), 'gzip'],
])('%s', async (_, body, header) => {
  expect(await decoded(body, header)).toBe(text);
});

test('any text, encoded in any way, is what it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...Object.keys(encoders)), { maxLength: 5 }),
      async (given, names) => {
        const bytes = names.reduce<Buffer>(
          (rest, name) => encoders[name]?.(rest) ?? rest,
          Buffer.from(given),
        );
        expect(await decoded(bytes, names.join(', '))).toBe(new TextDecoder().decode(Buffer.from(given)));
      },
    ),
    { numRuns: 25 },
  );
});

test.each(['gzip', 'br', 'deflate', 'zstd', 'foo', 'gzip, br'])('an empty body with %s', async (header) => {
  expect(await decoded(Buffer.alloc(0), header)).toBe('');
});

describe('a body that cannot be read', () => {
  const broken = (name: string) => ({
    failure: 'network',
    message: expect.stringContaining(`its ${name} data`),
  });
  const unknown = (name: string) => ({
    failure: 'malformed',
    message: `its content-encoding "${name}" is not supported`,
  });
  test.each<[string, Buffer, string, object]>([
    ['cut gzip', encoded('gzip').subarray(0, -9), 'gzip', broken('gzip')],
    ['cut br', encoded('br').subarray(0, -9), 'br', broken('br')],
    ['cut deflate', encoded('deflate').subarray(0, -9), 'deflate', broken('deflate')],
    ['text as gzip', encoded(), 'gzip', broken('gzip')],
    ['text as br', encoded(), 'br', broken('br')],
    ['text as deflate', encoded(), 'deflate', broken('deflate')],
    ['text as zstd', encoded(), 'zstd', broken('zstd')],
    ['the wrong order', encoded('gzip', 'br'), 'br, gzip', broken('gzip')],
    ['compress', encoded(), 'compress', unknown('compress')],
    ['an unknown one below a known one', encoded('gzip'), 'AES128GCM, gzip', unknown('aes128gcm')],
    ['what is no name', encoded(), '"\u001b[1m', unknown(String.raw`\"\u001b[1m`)],
    [
      'many',
      encoded('gzip'),
      'gzip,'.repeat(6),
      { failure: 'malformed', message: 'it is encoded 6 times, at most 5 are supported' },
    ],
  ])('%s', async (_, body, header, error) => {
    await expect(decoded(body, header)).rejects.toMatchObject({ name: 'EncodingError', ...error });
  });

  const mebibyte = 2 ** 20;

  test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'gzip, br'])(
    'one that is too long once it is decoded: %s',
    async (header) => {
      const names = header.split(', ');
      const bodyOf = (length: number) =>
        names.reduce<Buffer>((bytes, name) => encoders[name]?.(bytes) ?? bytes, Buffer.alloc(length));
      expect(await decoded(bodyOf(mebibyte), header, mebibyte)).toHaveLength(mebibyte);
      await expect(decoded(bodyOf(mebibyte + 1), header, mebibyte)).rejects.toMatchObject({
        failure: 'malformed',
        message: 'it is longer than 1 MiB',
      });
    },
  );

  test('one that is too long as it comes', async () => {
    const chunk = Buffer.alloc(mebibyte);
    let sent = 0;
    async function* endless() {
      for (; ; sent += 1) yield chunk;
    }
    await expect(bytesOf(endless())).rejects.toThrow('it is longer than 32 MiB');
    expect(sent).toBe(32);
  });
});
