import { describe, expect, test } from '@jest/globals';
import { written } from '../access/written.ts';
import { pathWith } from '../doctor/outside.ts';
import { allDangerous, isDangerous } from '../text/characters.ts';
import { threeWays, workspace } from './workspace.ts';

/** Every character that must not come out, between letters. */
const hostile = `Ada${allDangerous.filter((character) => !character.match(/\p{Cs}/u)).join('b')}Bob`;
const osc52 = '\u001b]52;c;cm0gLXJmIH4=\u0007';

describe('of a cluster whose words are hostile, status', () => {
  /** A workspace with a kubectl that answers what a cluster would. */
  async function cluster(log: string) {
    const name = 'baton-confluence-eu';
    const message = `back-off ${hostile}\nconfluence  pod  ok  forged`;
    const deployment = {
      metadata: { name, namespace: 'confluence-eu' },
      spec: { selector: { matchLabels: { app: name } } },
      status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
    };
    const state = { waiting: { reason: 'CrashLoopBackOff', message } };
    const ended = { exitCode: 1, reason: `Error${osc52}` };
    const pod = {
      metadata: { name: `${name}-1`, uid: '1' },
      status: { containerStatuses: [{ state, lastState: { terminated: ended }, restartCount: 1 }] },
    };
    const kubectl = String.raw`case "$*" in
      get\ deployment/*) cat deployment.json ;;
      get\ pods*) cat pods.json ;;
      logs*) cat log ;;
    esac`;
    const here = await workspace(
      { 'connector.yaml': threeWays },
      { PATH: `${await pathWith({ kubectl })}:/bin:/usr/bin` },
    );
    await here.write('deployment.json', JSON.stringify(deployment));
    await here.write('pods.json', JSON.stringify({ items: [pod] }));
    await here.write('log', log);
    return here;
  }

  test('prints them as what they are, each on the line that is theirs', async () => {
    const lines = [
      `one ${osc52}\t${hostile.replaceAll('\n', '')}`,
      'two \u001b[1A\u001b[2K\u009b2J',
      'three\rfour',
    ];
    const here = await cluster(lines.join('\n'));
    const { exitCode, stdout } = await here.run('status', '--connector=confluence-eu', '--rollout-only');
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
    const { stdout } = await here.run('status', '--connector=confluence-eu', '--rollout-only', '--json');
    expect(isDangerous(stdout)).toBe(false);
    expect(JSON.parse(stdout).connectors[0].pods[0].log).toEqual(['two \u009b2J\u202e']);
  });
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
