import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { confluenceChecks } from '../../src/doctor/confluence.ts';
import { loopbackCertificate } from '../support/certificate.ts';
import { connectorOf } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';
import { freePort } from '../support/free-ports.ts';
import { Outside } from './outside.ts';

const ownImage = {
  type: 'self-hosted',
  delivery: 'gitops',
  secrets: { from: 'template' },
  image: 'registry.acme.com/confluence-sync:0.1.0',
} as const;

describe('of an administrator’s token', () => {
  let outside: Outside;
  beforeAll(async () => {
    outside = await Outside.start();
  });
  afterAll(() => outside.stop());
  afterEach(() => {
    outside.simulator.faults = {};
    outside.simulator.clear();
  });
  const owner = () => [...outside.simulator.site.users.values()][0];

  test('says whose it is, and what can be read with it', async () => {
    const found = await outside.examine(outside.connector());
    expect(found.get('login')).toEqual({
      name: 'login',
      state: 'ok',
      message: `https://${outside.site} accepts TF_VAR_confluence_api_key: ${owner()?.displayName}`,
      details: { base: `https://${outside.site}`, account: owner()?.accountId },
    });
    expect(found.get('administrator')).toEqual({
      name: 'administrator',
      state: 'ok',
      message: `${owner()?.displayName} administers Confluence`,
      details: { operations: ['use', 'administer', 'create_space'] },
    });
    expect(found.get('reading')).toEqual({
      name: 'reading',
      state: 'ok',
      message: 'reads accounts, 5 groups with members, and 7 spaces with permissions',
      details: { groups: 5, spaces: 7, complete: true },
    });
    expect(found.get('rate limit')).toEqual({
      name: 'rate limit',
      state: 'skipped',
      message: 'Confluence does not tell it',
    });
    expect(new Set(outside.simulator.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(outside.simulator.requests.length).toBeLessThan(10);
  });

  test('says how much may still be asked for', async () => {
    outside.simulator.faults = { budget: { requests: 1_000, windowSeconds: 60 } };
    expect((await outside.examine(outside.connector())).get('rate limit')).toEqual({
      name: 'rate limit',
      state: 'ok',
      message: '993 of 1,000 requests are left',
      details: { limit: 1_000, remaining: 993, near: false },
    });
    outside.simulator.faults = { budget: { requests: 15, windowSeconds: 60 } };
    expect((await outside.examine(outside.connector())).get('rate limit')).toEqual({
      name: 'rate limit',
      state: 'waiting',
      message: '1 of 15 requests are left',
      remedy: 'Wait, or see what else reads Confluence as this account: a sync will be slow.',
      details: { limit: 15, remaining: 1, near: true },
    });
  });

  test('names what cannot be read', async () => {
    outside.simulator.inject({ path: /[/]permissions/, mishap: 'missing-scope' });
    expect((await outside.examine(outside.connector())).get('reading')).toEqual({
      name: 'reading',
      state: 'failed',
      message: expect.stringMatching(
        /^GET [/]wiki[/]api[/]v2[/]spaces[/]\d+[/]permissions: Confluence answers 401: Unauthorized; scope does not match[.]$/,
      ),
      remedy: 'The scoped token lacks a scope: it needs those to read users, groups, spaces and permissions.',
    });
  });

  test('reads roles where a sync of the connector does', async () => {
    const connector = outside.connector({ hosting: { ...ownImage, useRbac: true } });
    const environment = { BATON_API_KEY: outside.simulator.auth.token };
    expect((await outside.examine(connector, environment)).get('reading')).toMatchObject({
      state: 'ok',
      message:
        'reads accounts, 5 groups with members, and 7 spaces with roles. ConductorOne asks for these if space_role and space_role_assignment are ticked for the connector there',
    });
    outside.simulator.inject({ path: /[/]space-roles/, times: Number.POSITIVE_INFINITY, mishap: 404 });
    const found = (await outside.examine(connector, environment)).get('reading');
    expect(found).toEqual({
      name: 'reading',
      state: 'failed',
      message: expect.stringMatching(
        /^Space roles cannot be read, although the site says ROLES: .* Leave --use-rbac out: space permissions can be read on every site[.]$/,
      ),
    });
  });

  test('an outage may pass', async () => {
    outside.simulator.inject({ path: /[/]group[?]/, times: Number.POSITIVE_INFINITY, mishap: 500 });
    expect((await outside.examine(outside.connector())).get('reading')).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^GET [/]wiki[/]rest[/]api[/]group: Confluence answers 500/),
      remedy: 'Try again in a while.',
    });
  });

  test('refused credentials are explained, and nothing else is tried', async () => {
    const canary = 'canary-of-a-token';
    const found = await outside.examine(outside.connector(), { TF_VAR_confluence_api_key: canary });
    expect([...found.keys()]).toEqual(['login', 'app']);
    expect(found.get('login')).toEqual({
      name: 'login',
      state: 'failed',
      message: expect.stringMatching(
        /^The login at https:[/][/]localhost:\d+ failed: .* As a scoped token: .*[.]$/,
      ),
      remedy: expect.stringMatching(/^Check the user name and the API token[.]/),
    });
    expect(JSON.stringify([...found])).not.toContain(canary);
  });

  test('a user name that Confluence does not know is explained', async () => {
    const found = await outside.examine(outside.connector({ username: 'nobody@acme.com' }));
    expect(found.get('login')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('Confluence answers 403'),
      remedy: expect.stringMatching(/^Check the user name: Confluence takes whoever it does not know/),
    });
  });

  describe('that is a scoped one', () => {
    const scoped = () => ({ TF_VAR_confluence_api_key: outside.simulator.auth.scopedToken });

    test('says that ConductorOne’s own connector cannot use it', async () => {
      expect((await outside.examine(outside.connector(), scoped())).get('login')).toMatchObject({
        state: 'failed',
        message: 'TF_VAR_confluence_api_key is a scoped API token, which this connector cannot use.',
        remedy:
          'Use a classic API token, or host the connector yourself with this project’s runtime as hosting.image and cloudId set.',
      });
    });

    test('says for which site, where this project’s runtime uses it', async () => {
      const { auth, cloudId, url } = outside.simulator;
      const environment = { BATON_API_KEY: auth.scopedToken };
      for (const given of [{}, { cloudId }]) {
        const connector = outside.connector({ hosting: ownImage, ...given });
        expect((await outside.examine(connector, environment)).get('login')).toMatchObject({
          state: 'ok',
          message: `${url}/ex/confluence/${cloudId} accepts BATON_API_KEY, a scoped token for the cloud id ${cloudId}: ${owner()?.displayName}`,
        });
      }
    });
  });
});

test('says that the token’s owner does not administer Confluence', async () => {
  const outside = await Outside.start({ rights: 'member' });
  try {
    const found = await outside.examine(outside.connector());
    const [owner] = [...outside.simulator.site.users.values()];
    expect(found.get('administrator')).toEqual({
      name: 'administrator',
      state: 'failed',
      message: `${owner?.displayName} does not administer Confluence: it sees less than there is, and people would look as if they had lost access.`,
      remedy:
        'Make the account a Confluence administrator at https://admin.atlassian.com, or use the API token of one.',
      details: { operations: ['use'] },
    });
  } finally {
    await outside.stop();
  }
});

describe('where Confluence cannot be asked', () => {
  const of = (port: number) =>
    connectorOf({
      site: `localhost:${port}`,
      allowCustomHost: true,
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      hosting: { type: 'cloud' },
    });
  const token = { variable: 'TF_VAR_confluence_api_key', value: 'secret' };

  test('says that nobody answers', async () => {
    expect(await confluenceChecks(of(await freePort()), token)).toEqual([
      {
        name: 'login',
        state: 'failed',
        message: expect.stringMatching(/^The login at https:[/][/]localhost:\d+ failed: .*ECONNREFUSED/),
        remedy:
          'Check the name of the site, and that this machine may reach it: DNS, a firewall, a proxy (HTTPS_PROXY, NO_PROXY).',
      },
    ]);
  });

  test('says that it has taken too long', async () => {
    const silent = createTcpServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = silent.address() as AddressInfo;
      expect(await confluenceChecks(of(port), token, { timeout: 300 })).toEqual([
        {
          name: 'login',
          state: 'failed',
          message: 'Confluence has not answered all of it within 0.3 s.',
          remedy: 'Try again in a while.',
        },
      ]);
    } finally {
      silent.close();
    }
  });

  test.each([
    ['http://user:canary@:0:0', 'HTTPS_PROXY is not the address of a proxy, such as http://host:port.'],
    [
      'ftp://proxy',
      'HTTPS_PROXY names a proxy of the kind ftp, but only http and https proxies are supported.',
    ],
  ])('says that the proxy cannot be used, and blames nothing else: %s', async (HTTPS_PROXY, message) => {
    const checks = await confluenceChecks(of(443), token, { environment: { HTTPS_PROXY } });
    const remedy =
      'Write it like http://host:port, with user and password before the host if the proxy asks for them.';
    expect(checks).toEqual([{ name: 'login', state: 'failed', message, remedy }]);
  });

  test('keeps the token to itself, whatever Confluence repeats of it', async () => {
    const { key, cert } = await loopbackCertificate();
    const caFile = join(await temporaryFolder(), 'ca.pem');
    await writeFile(caFile, cert);
    const echo = createServer({ key, cert }, ({ headers }, response) => {
      const [, basic = ''] = headers.authorization?.split(' ') ?? [];
      response.writeHead(400).end(JSON.stringify({ message: `no ${basic}, no ${atob(basic)}` }));
    });
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const outside = await Outside.start();
    try {
      const site = `localhost:${(echo.address() as AddressInfo).port}`;
      const canary = 'canary-of-a-token';
      const found = await outside.examine(outside.connector({ site }), {
        NODE_EXTRA_CA_CERTS: caFile,
        TF_VAR_confluence_api_key: canary,
      });
      expect(found.get('login')).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('Confluence answers 400: no (hidden), no bot@acme.com:(hidden).'),
      });
      expect(JSON.stringify([...found])).not.toContain(canary);
    } finally {
      echo.close();
      await outside.stop();
    }
  });
});
