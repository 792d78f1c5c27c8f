import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ProxyError, proxyOf } from '../../src/network/proxy.ts';

const acme = 'https://acme.example.com';
const set = { HTTPS_PROXY: 'http://proxy:3128' };

describe('which variable counts', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string | undefined]>([
    ['none', acme, {}, undefined],
    ['an empty one', acme, { HTTPS_PROXY: '', https_proxy: '' }, undefined],
    ['upper case', acme, set, 'proxy:3128'],
    ['lower case', acme, { https_proxy: 'http://lower' }, 'lower'],
    ['both', acme, { ...set, https_proxy: 'http://lower' }, 'proxy:3128'],
    ['upper case, with an empty one in lower case', acme, { ...set, https_proxy: '' }, 'proxy:3128'],
    ['lower case, with an empty one in upper case', acme, { HTTPS_PROXY: '', https_proxy: 'lower' }, 'lower'],
    ['HTTP_PROXY, for https', acme, { HTTP_PROXY: 'http://plain' }, undefined],
    ['HTTP_PROXY, for http', 'http://acme.example.com', { ...set, HTTP_PROXY: 'http://plain' }, 'plain'],
    ['http_proxy, for http', 'http://acme.example.com', { http_proxy: 'http://plain' }, 'plain'],
    ['HTTPS_PROXY, for http', 'http://acme.example.com', set, undefined],
    ['ALL_PROXY', acme, { ALL_PROXY: 'http://all' }, undefined],
    ['no_proxy, with an empty NO_PROXY', acme, { ...set, NO_PROXY: '', no_proxy: '*' }, undefined],
    ['NO_PROXY, with an empty no_proxy', acme, { ...set, NO_PROXY: '*', no_proxy: '' }, undefined],
    ['NO_PROXY, not no_proxy', acme, { ...set, NO_PROXY: 'other', no_proxy: '*' }, 'proxy:3128'],
  ])('%s', (_, url, environment, host) => {
    expect(proxyOf(new URL(url), environment)?.host).toBe(host);
  });
});

describe('how a proxy is written', () => {
  test.each([
    ['http://proxy:3128', 'http://proxy:3128/'],
    ['https://proxy', 'https://proxy/'],
    ['HTTP://Proxy', 'http://proxy/'],
    ['proxy', 'http://proxy/'],
    ['proxy:3128', 'http://proxy:3128/'],
    ['jo:word@proxy:3128', 'http://jo:word@proxy:3128/'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128/'],
    ['[fd00::1]:3128', 'http://[fd00::1]:3128/'],
    ['http://proxy:3128/path', 'http://proxy:3128/path'],
  ])('%s', (HTTPS_PROXY, href) => {
    expect(proxyOf(new URL(acme), { HTTPS_PROXY })?.href).toBe(href);
  });

  const neither = 'is not the address of a proxy, such as http://host:port';
  const socks = 'names a proxy of the kind socks5, but only http and https proxies are supported';
  test.each([
    ['http://', neither],
    ['http://jo:canary@', neither],
    ['http://jo:canary@proxy:port', neither],
    ['http://jo:%canary@proxy', neither],
    ['jo:canary@proxy:0:0', neither],
    ['canary proxy', neither],
    ['socks5://jo:canary@proxy:1080', socks],
    ['socks5h://canary:1080', socks.replace('socks5', 'socks5h')],
    ['ftp://canary', socks.replace('socks5', 'ftp')],
  ])('not as %s, which is not repeated', (proxy, message) => {
    for (const variable of ['HTTPS_PROXY', 'https_proxy']) {
      expect(() => proxyOf(new URL(acme), { [variable]: proxy })).toThrow(
        new ProxyError(`${variable} ${message}`),
      );
    }
    expect(proxyOf(new URL('http://acme.example.com'), { HTTPS_PROXY: proxy })).toBeUndefined();
  });
});

test('a proxy of another kind is no trouble if it is not used', () => {
  expect(proxyOf(new URL(acme), { HTTPS_PROXY: 'socks5://proxy', NO_PROXY: '.example.com' })).toBeUndefined();
});

describe('what NO_PROXY exempts', () => {
  test.each([
    ['*', acme],
    ['other,*', acme],
    ['acme.example.com', acme],
    ['ACME.Example.COM', acme],
    ['acme.example.com', 'https://ACME.example.com/'],
    ['other , acme.example.com', acme],
    [' acme.example.com\n', acme],
    ['example.com', acme],
    ['com', acme],
    ['.example.com', acme],
    ['*.example.com', acme],
    ['acme.example.com:443', acme],
    ['example.com:8443', 'https://acme.example.com:8443'],
    ['.example.com:', acme],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['.Bücher.example', 'https://shop.bücher.example'],
    ['10.0.0.1', 'https://10.0.0.1:8443'],
    ['10.0.0.1:8443', 'https://10.0.0.1:8443'],
    ['10.0.0.0/8', 'https://10.1.2.3'],
    ['10.9.9.9/8', 'https://10.1.2.3'],
    ['0.0.0.0/0', 'https://10.1.2.3'],
    ['fd00::1', 'https://[fd00:0::1]'],
    ['FD00::1', 'https://[fd00::1]'],
    ['[fd00::1]:443', 'https://[fd00::1]'],
    ['fd00::/8', 'https://[fd12::1]'],
    ['10.0.0.0/8', 'https://[::ffff:10.1.2.3]'],
  ])('%j exempts %s', (NO_PROXY, url) => {
    expect(proxyOf(new URL(url), { ...set, NO_PROXY })).toBeUndefined();
  });

  test.each([
    ['', acme],
    [',', acme],
    ['other', acme],
    ['xample.com', acme],
    ['cme.example.com', acme],
    ['acme.example.com.other', acme],
    ['.acme.example.com', acme],
    ['*.acme.example.com', acme],
    ['*acme.example.com', acme],
    ['acme.*', acme],
    ['*:443', acme],
    [':443', acme],
    ['other acme.example.com', acme],
    ['acme.example.com:8443', acme],
    ['acme.example.com:443', 'https://acme.example.com:8443'],
    ['https://acme.example.com', acme],
    ['10.0.0.1:443', 'https://10.0.0.1:8443'],
    ['10.0.0.0/8', 'https://11.0.0.1'],
    ['10.0.0.0/33', 'https://10.0.0.1'],
    ['10.0.0', 'https://10.0.0.1'],
    ['0.0.1', 'https://10.0.0.1'],
    ['.0.0.1', 'https://10.0.0.1'],
    ['10.0.0.0/8', 'https://acme.10.0.0.1.example.com'],
    ['fd00::1%eth0', 'https://[fd00::1]'],
    ['fe00::/8', 'https://[fd00::1]'],
  ])('%j does not exempt %s', (NO_PROXY, url) => {
    expect(proxyOf(new URL(url), { ...set, NO_PROXY })?.host).toBe('proxy:3128');
  });

  test.each([
    'https://localhost',
    'https://localhost:8443',
    'https://127.0.0.1:8443',
    'https://127.1.2.3',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
  ])('this machine is never proxied: %s', (url) => {
    expect(proxyOf(new URL(url), set)).toBeUndefined();
  });

  test.each(['https://localhost.example.com', 'https://128.0.0.1', 'https://[::2]'])(
    'that is not this machine: %s',
    (url) => {
      expect(proxyOf(new URL(url), set)?.host).toBe('proxy:3128');
    },
  );

  test('nothing that is written there is an error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', ':', '.', '*', '/', '%', ',', ' ', '1', 'a', 'ü') }),
        fc.constantFrom(acme, 'https://10.0.0.1', 'https://[fd00::1]:8443'),
        (NO_PROXY, url) => {
          expect([undefined, 'proxy:3128']).toContain(proxyOf(new URL(url), { ...set, NO_PROXY })?.host);
        },
      ),
    );
  });
});
