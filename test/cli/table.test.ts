import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { checkTable, takesColours } from '../../src/cli/table.ts';
import { administratorCheck } from '../../src/doctor/account.ts';
import { loginCheck } from '../../src/doctor/tenant.ts';
import { nodeCheck } from '../../src/doctor/tools.ts';
import { podCheck } from '../../src/status/pod.ts';
import { rolloutCheck } from '../../src/status/rollout.ts';
import { syncCheck } from '../../src/status/sync.ts';
import { connectorOf, terraform } from '../support/configs.ts';
import { readme } from '../support/readme.ts';
import { threeWays, workspace } from './workspace.ts';

test('the README shows a table as it is printed', () => {
  const [, shown] = /```\n(CONNECTOR [\s\S]*?)```/.exec(readme) ?? [];
  const [old, fresh] = ['baton-confluence-6c8f9d7b5-x2x7k', 'baton-confluence-7d4b8c9f6-q9zlm'];
  const checks = [
    rolloutCheck({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'baton-confluence', generation: 2 },
      status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1 },
    }),
    podCheck({ name: old, ready: true, restarts: 0 }),
    podCheck({
      name: fresh,
      ready: false,
      restarts: 0,
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image "…"',
    }),
    { name: 'health', state: 'ok', message: `${old}: Confluence accepts its credentials` } as const,
    syncCheck(connectorOf(terraform), { status: 'done', completedAt: '2026-11-23T10:00:00Z' }),
  ];
  expect(
    checkTable(
      'CONNECTOR',
      checks.map((check) => ({ subject: 'confluence', check })),
      false,
    ),
  ).toBe(shown);
});

test('the README shows a table of doctor as it is printed', async () => {
  const [, shown] = /```\n(SUBJECT [\s\S]*?)```/.exec(readme) ?? [];
  const owner = { accountId: '5b10', displayName: 'Jo', operations: [] };
  const rows = [
    ['connector.yaml', { name: 'configuration', state: 'ok', message: 'valid: confluence' }],
    ['tools', nodeCheck('22.23.3')],
    ['conductorone', await loginCheck({ credentials: 'environment' }, undefined)],
    ['confluence', administratorCheck(owner)],
  ] as const;
  expect(
    checkTable(
      'SUBJECT',
      rows.map(([subject, check]) => ({ subject, check })),
      false,
    ),
  ).toBe(shown);
});

test.each([
  ['no terminal', false, {}, false],
  ['a terminal', true, { TERM: 'xterm-256color' }, true],
  ['a terminal that shows none', true, { TERM: 'dumb' }, false],
  ['a terminal, of somebody who wants none', true, { TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  ['no terminal, of somebody who wants them', false, { FORCE_COLOR: '1' }, true],
])('on %s, colours are taken as far as the environment says', (_, isTTY, environment, expected) => {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  expect(takesColours({ stdout, environment })).toBe(expected);
});

test('a state has its colour', () => {
  const row = { subject: 'confluence', check: { name: 'app', state: 'failed', message: 'gone' } } as const;
  expect(checkTable('SUBJECT', [row], true)).toContain('\u001b[31mfailed');
  expect(checkTable('SUBJECT', [row], false)).not.toContain('\u001b');
});

test('a table has no colours but on a terminal', async () => {
  const { run } = await workspace({ 'connector.yaml': threeWays });
  const { stdout } = await run('doctor', '--connector', 'confluence');
  expect(stdout).toContain('valid: confluence');
  expect(stdout).not.toContain('\u001b');
});
