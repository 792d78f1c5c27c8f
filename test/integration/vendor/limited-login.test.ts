import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { environment } from '../../../src/kubernetes/environment.ts';
import { secretData } from '../../../src/kubernetes/secrets.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { selfHostedOf, terraform } from '../../support/configs.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

/** Variables that the container sets for its platform, not for the connector. */
const platform = /^(?:HTTPS_PROXY|NO_PROXY|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|TMPDIR)$/;

const secrets = { clientId: '', clientSecret: '', apiKey: 'token' };

const everySetting = selfHostedOf({
  ...terraform,
  hosting: {
    ...terraform.hosting,
    entitlements: { nouns: ['space', 'page'], verbs: ['administer', 'create'] },
    provisioning: true,
    logLevel: 'debug',
  },
});

describeWith([built(batonConfluence)], 'the real baton-confluence', () => {
  test('knows every variable that the workload sets', async () => {
    const { stdout } = await execa(binary(batonConfluence), ['--help']);
    const known = new Set(Array.from(stdout.matchAll(/\$(BATON_[A-Z_]+)\b/g), ([, name]) => name));
    // Read by the health server, which the help text mentions in part only.
    const { stdout: fields } = await execa(binary(batonConfluence), ['config']);
    for (const { name } of JSON.parse(fields).fields)
      known.add(`BATON_${name.toUpperCase().replaceAll('-', '_')}`);
    const rbac = selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, useRbac: true } });
    const set = [everySetting, rbac].flatMap((connector) =>
      Object.keys({ ...environment(connector), ...secretData(connector, secrets) }),
    );
    expect(set.filter((name) => !platform.test(name) && !known.has(name))).toEqual([]);
  });

  test('reads the nouns and verbs as the workload writes them', async () => {
    const asked = await synced(environment(everySetting));
    // Its exit code is no witness: about one time in fifteen it is 0 although the log-in was refused.
    expect(asked.output).toContain('Status: 401');
    expect(asked.paths[0]).toMatch(/^\/wiki\//);
    const refused = await synced({ ...environment(everySetting), BATON_NOUN: 'space page' });
    expect(refused.output).toContain('invalid input');
    expect(refused.paths).toEqual([]);
  });
});

/** One sync of the real binary with these settings against a Confluence that refuses everyone. */
async function synced(settings: Readonly<Record<string, string>>) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await temporaryFolder();
  try {
    const { all } = await execa(binary(batonConfluence), ['--file', join(folder, 'sync.c1z')], {
      reject: false,
      all: true,
      timeout: 20_000,
      extendEnv: false,
      env: {
        ...settings,
        BATON_HEALTH_CHECK: 'false',
        TMPDIR: folder,
        BATON_DOMAIN_URL: `http://127.0.0.1:${port}`,
        BATON_USERNAME: 'bot@acme.com',
        BATON_API_KEY: 'token',
      },
    });
    return { output: all, paths };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
