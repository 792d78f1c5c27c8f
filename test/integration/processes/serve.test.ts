import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Code } from '@connectrpc/connect';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import { temporaryFolder } from '../../support/files.ts';

const script = join(import.meta.dirname, 'serve.ts');

let folder: string;
let api: ConnectorApi;
beforeEach(async () => {
  folder = await temporaryFolder();
  api = await ConnectorApi.start({ folder, tenant: 'acme.conductor.one' });
});
afterEach(async () => {
  await api.stop();
});

test('a process trusts the authorities of NODE_EXTRA_CA_CERTS, and ends when it is told to', async () => {
  const hello = api.tasks.push({ hello: {} });
  const running = execa('node', [script], { env: api.environment });
  expect(await hello.finished).toEqual({ outcome: 'hello' });
  running.kill('SIGTERM');
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(0);
  expect(stdout).toContain('"connected"');
});

test('a process whose upload was refused halfway ends when it is told to, and leaves nothing behind', async () => {
  api.inject({ method: 'UploadAsset', afterChunks: 1, mishap: Code.Unavailable });
  const sync = api.tasks.push({ syncFull: {} });
  const file = join(folder, 'sync.c1z');
  const running = execa('node', [script], { env: { ...api.environment, FILE: file } });
  expect(await sync.finished).toMatchObject({ outcome: 'success' });
  running.kill('SIGTERM');
  expect((await running).exitCode).toBe(0);
  await expect(access(file)).rejects.toThrow('ENOENT');
});

test('a process that does not trust the certificate says so, and ends', async () => {
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = api.environment;
  const { exitCode, stderr } = await execa('node', [script], { env: environment, reject: false });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Hello: the certificate of localhost:\d+ is not trusted: .*NODE_EXTRA_CA_CERTS/);
});
