import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { proxiedName } from '../../support/certificate.ts';
import { temporaryFolder } from '../../support/files.ts';
import { HttpProxy } from './http-proxy.ts';

const site = generateSite();
const current = '/wiki/rest/api/user/current';
const program = join(import.meta.dirname, 'log-in.ts');

/** What must stand in no text: a proxy's password, as it is and as it is sent. */
const password = 'pa:ss/canary';
const inUrl = `jo:${encodeURIComponent(password)}`;

/** A site's URL by a name that only a proxy knows. */
const proxied = (url: string) => url.replace('127.0.0.1', proxiedName);

/** Logs in from a process of its own that has this environment and no other. */
async function logIn({ auth, url }: Simulator, env: Readonly<Record<string, string>>) {
  const isProxied = Object.keys(env).some((name) => /_proxy$/i.test(name));
  const credentials = {
    BATON_DOMAIN_URL: isProxied ? proxied(url) : url,
    BATON_USERNAME: auth.username,
    BATON_API_KEY: auth.token,
  };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program], {
    env: { ...credentials, ...env },
    extendEnv: false,
    reject: false,
  });
  const secrets = [auth.token, password, encodeURIComponent(password)];
  const sent = [`${auth.username}:${auth.token}`, `jo:${password}`];
  for (const secret of [...secrets, ...sent.map((text) => Buffer.from(text).toString('base64'))]) {
    expect(`${stdout}${stderr}`).not.toContain(secret);
  }
  return { exitCode, stdout, stderr };
}

const succeeds = { exitCode: 0, stdout: expect.stringMatching(/./), stderr: '' };

describe('a site with a certificate of its own authority', () => {
  let simulator: Simulator;
  let trust: Readonly<Record<string, string>>;
  beforeEach(async () => {
    simulator = await Simulator.start({ site, tls: { folder: await temporaryFolder() } });
    trust = { NODE_EXTRA_CA_CERTS: simulator.caFile ?? '' };
  });
  afterEach(() => simulator.stop());

  const host = () => new URL(proxied(simulator.url)).host;

  test('is logged in to where the authority is trusted', async () => {
    expect(await logIn(simulator, trust)).toEqual(succeeds);
  });

  test('is refused where it is not, which is said once', async () => {
    const { exitCode, stderr } = await logIn(simulator, {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain("failure: 'untrusted'");
    expect(stderr).toMatch(/the certificate of 127[.]0[.]0[.]1:\d+ is not trusted: .*NODE_EXTRA_CA_CERTS/s);
    expect(simulator.requests).toEqual([]);
  });

  test('is reached through HTTPS_PROXY', async () => {
    const proxy = await HttpProxy.start();
    try {
      expect(await logIn(simulator, { ...trust, HTTPS_PROXY: proxy.url() })).toEqual(succeeds);
      expect(proxy).toMatchObject({ asked: [`CONNECT ${host()}`], credentials: [undefined] });
    } finally {
      await proxy.stop();
    }
  });

  test('is reached through a proxy that wants a password', async () => {
    const proxy = await HttpProxy.start(`jo:${password}`);
    try {
      expect(await logIn(simulator, { ...trust, HTTPS_PROXY: proxy.url(inUrl) })).toEqual(succeeds);
      expect(proxy.credentials).toEqual([`jo:${password}`]);
    } finally {
      await proxy.stop();
    }
  });

  test('is not reached through a proxy that wants another password', async () => {
    const proxy = await HttpProxy.start('jo:other');
    try {
      const { exitCode, stderr } = await logIn(simulator, { ...trust, HTTPS_PROXY: proxy.url(inUrl) });
      expect(exitCode).toBe(1);
      expect(stderr).toContain("failure: 'unreachable'");
      expect(stderr).toMatch(/Proxy response \(407\).*HTTPS_PROXY/);
      expect(proxy.asked).toHaveLength(5);
      expect(simulator.requests).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  test('is not reached through a proxy that is not there', async () => {
    const { exitCode, stderr } = await logIn(simulator, {
      ...trust,
      HTTPS_PROXY: `http://${inUrl}@127.0.0.1:1`,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/ECONNREFUSED 127[.]0[.]0[.]1:1[.] .*HTTPS_PROXY/);
  });

  test('is reached through a proxy without a scheme, in the other form of the variable', async () => {
    const proxy = await HttpProxy.start(`jo:${password}`);
    try {
      const https_proxy = proxy.url(inUrl).replace('http://', '');
      expect(await logIn(simulator, { ...trust, https_proxy })).toEqual(succeeds);
      expect(proxy.credentials).toEqual([`jo:${password}`]);
    } finally {
      await proxy.stop();
    }
  });

  test.each([
    [`http://${inUrl}@proxy:port`, 'HTTPS_PROXY is not the address of a proxy'],
    [
      `socks5://${inUrl}@proxy:1080`,
      'HTTPS_PROXY names a proxy of the kind socks5, but only http and https proxies are supported',
    ],
  ])('is not looked for where the proxy is %s', async (HTTPS_PROXY, message) => {
    const { exitCode, stderr } = await logIn(simulator, { ...trust, HTTPS_PROXY });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("failure: 'refused'");
    expect(stderr).toMatch(new RegExp(`${message}.*[.] Write it like http://host:port`));
  });

  test('is not asked for at the proxy where NO_PROXY says so', async () => {
    const proxy = await HttpProxy.start();
    try {
      const env = { ...trust, HTTPS_PROXY: proxy.url(), NO_PROXY: `example.com,${proxiedName}` };
      expect(await logIn(simulator, env)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/getaddrinfo \w+ site[.]test/),
      });
      expect(proxy.asked).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });

  test('is reached without the proxy on this machine', async () => {
    const env = { ...trust, HTTPS_PROXY: 'http://127.0.0.1:1', BATON_DOMAIN_URL: simulator.url };
    expect(await logIn(simulator, env)).toEqual(succeeds);
  });
});

describe('a site in plain HTTP', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await Simulator.start({ site });
  });
  afterEach(() => simulator.stop());

  test('is reached through HTTP_PROXY', async () => {
    const proxy = await HttpProxy.start(`jo:${password}`);
    try {
      expect(await logIn(simulator, { HTTP_PROXY: proxy.url(inUrl) })).toEqual(succeeds);
      expect(proxy).toMatchObject({
        asked: [`GET ${proxied(simulator.url)}${current}`],
        credentials: [`jo:${password}`],
      });
    } finally {
      await proxy.stop();
    }
  });

  test('is not reached through a proxy that wants a password', async () => {
    const proxy = await HttpProxy.start('jo:other');
    try {
      const { exitCode, stderr } = await logIn(simulator, { HTTP_PROXY: proxy.url() });
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/Proxy Authentication Required \(407\).*HTTPS_PROXY/);
    } finally {
      await proxy.stop();
    }
  });

  test('is reached without HTTPS_PROXY', async () => {
    const proxy = await HttpProxy.start();
    try {
      const env = { HTTP_PROXY: proxy.url(), HTTPS_PROXY: 'http://127.0.0.1:1' };
      expect(await logIn(simulator, env)).toEqual(succeeds);
      expect(proxy.asked).toEqual([`GET ${proxied(simulator.url)}${current}`]);
    } finally {
      await proxy.stop();
    }
  });
});
