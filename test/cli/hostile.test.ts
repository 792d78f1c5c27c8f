import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { written } from '../access/written.ts';
import { pathWith } from '../doctor/outside.ts';
import { allDangerous, isDangerous } from '../text/characters.ts';
import { threeWays, workspace } from './workspace.ts';

/** Every character that must not come out, between letters. */
const hostile = `Ada${allDangerous.filter((character) => !character.match(/\p{Cs}/u)).join('b')}Bob`;
const osc52 = '\u001b]52;c;cm0gLXJmIH4=\u0007';

describe('of a cluster whose words are hostile, status', () => {
  /** A workspace with a kubectl that answers what a cluster would. @param told by all that tells of the pod */
  async function cluster(log: string | Buffer, told = hostile) {
    const name = 'baton-confluence-eu';
    const message = `back-off ${told}\nconfluence  pod  ok  forged`;
    const deployment = {
      metadata: { name, namespace: 'confluence-eu' },
      spec: { selector: { matchLabels: { app: name } } },
      status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
    };
    const state = { waiting: { reason: 'CrashLoopBackOff', message } };
    const ended = { exitCode: 1, reason: `Error${osc52}` };
    const pods = [
      {
        metadata: { name: `${name}-1`, uid: '1' },
        status: { containerStatuses: [{ state, lastState: { terminated: ended }, restartCount: 1 }] },
      },
      { metadata: { name: `${name}-2`, uid: '2' }, status: { reason: `Evicted ${told}`, message } },
      { metadata: { name: `${name}-3`, uid: '3' }, status: {} },
    ];
    const kubectl = String.raw`case "$*" in
      get\ deployment/*) cat deployment.json ;;
      get\ pods*) cat pods.json ;;
      get\ events*) cat events.json ;;
      logs*) cat log ;;
    esac`;
    const here = await workspace(
      { 'connector.yaml': threeWays },
      { PATH: `${await pathWith({ kubectl })}:/bin:/usr/bin` },
    );
    await here.write('deployment.json', JSON.stringify(deployment));
    await here.write('pods.json', JSON.stringify({ items: pods }));
    await here.write('events.json', JSON.stringify({ items: [{ reason: 'FailedMount', message }] }));
    await writeFile(join(here.folder, 'log'), log);
    return here;
  }
  const status = ['status', '--connector=confluence-eu', '--rollout-only'];

  test('prints them as what they are, each on the line that is theirs', async () => {
    const lines = [
      `one ${osc52}\t${hostile.replaceAll('\n', '')}`,
      'two \u001b[1A\u001b[2K\u009b2J',
      'three\rfour',
    ];
    const here = await cluster(lines.join('\n'));
    const { exitCode, stdout } = await here.run(...status);
    expect(exitCode).toBe(1);
    expect(isDangerous(stdout)).toBe(false);
    expect(stdout).not.toMatch(/^confluence {2}pod/m);
    const [, log = ''] = stdout.split('Last log lines of baton-confluence-eu-1:\n');
    expect(log.split('\n')).toEqual([
      expect.stringMatching(/^ {2}one \\u001b]52;c;cm0gLXJmIH4=\\u0007 Ada\\u0000b.*\\u202e.*Bob$/),
      '  two \\u001b[1A\\u001b[2K\\u009b2J',
      '  three four',
      '',
    ]);
  });

  test('says the same in JSON', async () => {
    const here = await cluster('two \u009b2J\u202e');
    const { stdout } = await here.run(...status, '--json');
    expect(isDangerous(stdout)).toBe(false);
    expect(JSON.parse(stdout).connectors[0].pods[0].log).toEqual(['two \u009b2J\u202e']);
  });

  test.each([[], ['--json']])(
    'keeps to itself what secrets they hold, whoever tells them %s',
    async (...format) => {
      const canaries = [
        'ATATT3xFfGF0canary=1',
        'secret-token:conductorone.com:v1:canary',
        'Basic Y2FuYXJ5MTpjYW5hcnk=',
        'Bearer canary1canary',
        'https://jo:canary@proxy.acme.com',
        'eyJjYW5hcnki.eyJjYW5hcnki.Y2FuYXJ5',
        '-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----',
      ];
      // The first lines of the log are not among the last.
      const log = ['Y2FuYXJ5', '-----END RSA PRIVATE KEY-----', ...canaries, 'and so on'].join('\n');
      const here = await cluster(log, canaries.join(' '));
      const { stdout, stderr } = await here.run(...status, ...format);
      expect(`${stdout}${stderr}`).not.toMatch(/canary|Y2FuYXJ5/i);
      expect(stdout).toContain('the cluster refuses its pods: back-off (hidden)');
      expect(stdout).toContain('Evicted (hidden)');
      expect(stdout).toContain('FailedMount: back-off (hidden)');
      expect(stdout).toContain('and so on');
    },
  );

  test.each([[], ['--json']])(
    'says of bytes that are no text what can be said, and of long lines the beginning %s',
    async (...format) => {
      const here = await cluster(
        Buffer.concat([
          Buffer.from([0x61, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x62, 0x0a]),
          Buffer.from(`x${'\u001b[2J'.repeat(1_000_000)}ATATT3xFfGF0canary\nend`),
        ]),
      );
      const { exitCode, stdout } = await here.run(...status, ...format);
      expect(exitCode).toBe(1);
      expect(isDangerous(stdout)).toBe(false);
      expect(stdout).not.toContain('canary');
      expect(stdout).toMatch(/a\\u0000\ufffd+\(\ufffd+b/);
      expect(stdout).toMatch(/^\s*"?end/m);
      expect(stdout.length).toBeLessThan(100_000);
    },
  );
});

describe('of names that are hostile, diff', () => {
  const name = `${hostile}\n- user Ada: administer space in All`;
  const people = { ada: { name }, bob: { name: '@everybody | <img src=x> `a` [b](c)' } };
  const files = async () => [
    await written({ people: {}, groups: {}, spaces: {} }),
    await written({
      people,
      groups: {},
      spaces: {
        1: { name: `Docs${hostile}`, profile: {}, held: { 'read-space': ['user:ada', 'user:bob'] } },
      },
    }),
  ];

  test.each(['text', 'markdown', 'json'])('says as %s what they are', async (format) => {
    const { run } = await workspace();
    const { exitCode, stdout, stderr } = await run('diff', '--format', format, ...(await files()));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(isDangerous(stdout)).toBe(false);
    expect(stdout).not.toMatch(/^- user Ada: administer/m);
    if (format === 'json') {
      const { granted } = JSON.parse(stdout);
      expect(granted.map(({ principal }: { principal: { name: string } }) => principal.name)).toContain(name);
    }
  });

  test('mentions nobody in Markdown, and has nothing of them as markup', async () => {
    const { run } = await workspace();
    const { stdout } = await run('diff', '--format', 'markdown', ...(await files()));
    const outside = stdout.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/[@<>[\]|`]/);
    expect(stdout).toContain('user ``@everybody | <img src=x> `a` [b](c)``: read space in');
  });
});
