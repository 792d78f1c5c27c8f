import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Client } from '../../simulator/client.ts';
import { temporaryFolder } from '../../support/files.ts';

const program = join(import.meta.dirname, '..', '..', 'simulator', 'main.ts');

/** Starts the program, and waits until it has said all it has to say. */
async function started(args: readonly string[], tmp: string) {
  const running = execa('node', [program, ...args], {
    preferLocal: true,
    reject: false,
    env: { TMPDIR: tmp },
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    running.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Ctrl-C')) resolve();
    });
    running.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  const said = (label: string) => new RegExp(`^${label} +(\\S+)$`, 'm').exec(output)?.[1] ?? '';
  return { running, output, said };
}

test('the program serves a site, says how to reach it, and ends with Ctrl-C', async () => {
  const { running, output, said } = await started(['--users', '30', '--seed', '9'], await temporaryFolder());
  try {
    const client = new Client(said('site'), [said('user name'), said('API token')]);
    const { status, body } = await client.get(
      '/wiki/rest/api/search/user?cql=type=user&sitePermissionTypeFilter=all&limit=200',
    );
    expect({ status, size: body.size }).toEqual({ status: 200, size: 30 });
    const scoped = new Client(said('at the gateway'), [said('user name'), said('scoped API token')]);
    expect((await scoped.get('/wiki/api/v2/spaces')).status).toBe(200);
    expect(output).toContain(`export BATON_API_KEY=${said('API token')}\n`);
  } finally {
    running.kill('SIGINT');
  }
  const { exitCode, stdout } = await running;
  expect({ exitCode, last: stdout.split('\n').at(-1) }).toEqual({ exitCode: 0, last: '2 requests.' });
});

test('the program takes its certificate along when it ends', async () => {
  const tmp = await temporaryFolder();
  const { running, output } = await started(['--tls', '--storm', '0.5', '--latency', '1-2'], tmp);
  const [, caFile = ''] = /SSL_CERT_FILE=(.*)/.exec(output) ?? [];
  const there = existsSync(caFile);
  running.kill('SIGTERM');
  await running;
  expect(there).toBe(true);
  expect(await readdir(tmp)).toEqual([]);
});

test.each([
  [['--help'], 0, 'Usage: npm run simulator'],
  [['--storm', '2'], 1, 'from 0 to 1'],
  [['--users', 'many'], 1, 'whole number'],
  [['--latency', 'slow'], 1, 'milliseconds'],
  [['--role-mode', 'NONE'], 1, 'PRE_ROLES'],
  [['--users', '1', '--groups', '0', '--tls'], 1, 'in one space, of'],
])('the program answers %p with exit code %d', async (args, code, text) => {
  const tmp = await temporaryFolder();
  const { exitCode, all } = await execa('node', [program, ...args], {
    preferLocal: true,
    reject: false,
    all: true,
    env: { TMPDIR: tmp },
  });
  expect({ exitCode, all }).toEqual({ exitCode: code, all: expect.stringContaining(text) });
  expect(await readdir(tmp)).toEqual([]);
});
