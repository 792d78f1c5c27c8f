import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import fc from 'fast-check';
import { proxyOf } from '../../src/network/proxy.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';

const one = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

const entry = fc.oneof(
  one('*', '', 'example.com', '.example.com', '*.example.com', 'Acme.Example.COM', 'ample.com', 'com'),
  one('acme', 'bücher.example', '.bücher.example', 'shop.', '.', '*.', '*:443', ':443', '10.0.0', '0.1'),
  one('10.0.0.1', '10.0.0.0/8', '10.1.2.3/30', '010.0.0.1', '0.0.0.0/0', '10.0.0.0/33', '1/8'),
  one(
    'fd00::1',
    '[fd00::1]',
    '[fd00::1]:443',
    'fd00::/8',
    'FD00:0::1',
    '::ffff:10.0.0.1',
    '::ffff:10.0.0.0/104',
  ),
  one('fd00::1%eth0', '10.0.0.1:8443', 'example.com:8443', '.example.com:443', 'example.com:', 'a:b:c', '[x'),
  fc.string({ unit: one('[', ']', ':', '.', '*', '/', '1', '0', 'a', 'ü'), maxLength: 8 }),
);

const blanks = one('', ' ', '\t');

const noProxy = fc
  .array(
    fc.tuple(blanks, entry, blanks).map((parts) => parts.join('')),
    { maxLength: 3 },
  )
  .chain((entries) => one(entries.join(','), entries.join(' ')));

const proxy = one(
  '',
  'http://upper:1',
  'https://secure',
  'bare',
  'bare:3128',
  'jo:word@bare:3128',
  '[fd00::9]:8080',
);

const cases = fc.record({
  environment: fc.record(
    {
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      NO_PROXY: noProxy,
      no_proxy: noProxy,
    },
    { requiredKeys: [] },
  ),
  url: fc
    .tuple(
      one('http', 'https'),
      fc.oneof(
        one(
          'example.com',
          'acme.example.com',
          'acme',
          'shop.',
          'xn--bcher-kva.example',
          'a.xn--bcher-kva.example',
        ),
        one('10.0.0.1', '10.1.2.3', '[fd00::1]', '[fd12::1]', '[::ffff:10.0.0.1]', '[::2]'),
        one('localhost', 'localhost.example.com', '127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]'),
      ),
      one('', ':443', ':8443', ':80'),
    )
    .map(([scheme, host, port]) => new URL(`${scheme}://${host}${port}`).href),
});

describeWith([program('go')], 'the proxy of a request', () => {
  test('is that of a program written in Go', async () => {
    const asked = fc.sample(cases, 500);
    const binary = join(await temporaryFolder(), 'proxy-in-go');
    await execa('go', ['build', '-o', binary, join(import.meta.dirname, 'proxy-in-go', 'main.go')]);
    const { stdout } = await execa(binary, { input: JSON.stringify(asked) });
    const inGo: readonly string[] = JSON.parse(stdout);
    const ours = asked.map(({ environment, url }) => proxyOf(new URL(url), environment)?.host ?? '');
    expect(asked.map((each, index) => ({ ...each, proxy: ours[index] }))).toEqual(
      asked.map((each, index) => ({ ...each, proxy: inGo[index] })),
    );
    expect(new Set(ours).size).toBeGreaterThan(4);
  });
});
