import { expect, test } from '@jest/globals';
import { createLog, type LogOptions } from '../../../src/runtime/cli/log.ts';
import { allDangerous, isDangerous } from '../../text/characters.ts';

const nothing = { secrets: [], names: [] };

function logOf(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json', hidden: nothing, ...options }, (text) =>
    lines.push(text),
  );
  return { log, lines };
}

test('a line of JSON has the fields of the Go connector’s', () => {
  const { log, lines } = logOf();
  const before = Date.now() / 1000;
  log.info({ count: 3 }, 'Synced');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  const { ts, ...fields } = JSON.parse(lines[0] ?? '');
  expect(fields).toEqual({ level: 'info', count: 3, msg: 'Synced' });
  expect(ts).toBeGreaterThanOrEqual(before);
  expect(ts).toBeLessThanOrEqual(Date.now() / 1000);
});

test('a line for people has its columns between tabs', () => {
  const { log, lines } = logOf({ format: 'console' });
  log.warn({ count: 3 }, 'Synced');
  log.warn('Done');
  const [synced = '', done = ''] = lines;
  expect(synced).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\tWARN\tSynced\t\{"count":3\}\n$/);
  expect(done).toMatch(/^\S+\tWARN\tDone\n$/);
});

test('others’ words do not command a terminal', () => {
  const { log, lines } = logOf({ format: 'console' });
  log.error('Confluence answers \u001b[31m403\u0007');
  expect(lines[0]).toMatch(/\tConfluence answers \\u001b\[31m403\\u0007\n$/);
});

test.each(['json', 'console'] as const)('others’ words come out of a %s log as what they are', (format) => {
  const { log, lines } = logOf({ format });
  for (const character of allDangerous) log.error({ name: `Ada${character}Bob` }, `Ada${character}Bob`);
  expect(lines).toHaveLength(allDangerous.length);
  for (const line of lines) expect(isDangerous(line)).toBe(false);
  if (format === 'console') return;
  expect(lines.map((line) => JSON.parse(line).name)).toEqual(
    allDangerous.map((character) => `Ada${character}Bob`),
  );
});

test('others’ words make no record of their own', () => {
  const { log, lines } = logOf({ format: 'console' });
  const forged = '2026-01-02T03:04:05.678Z\tERROR\tAll is lost';
  for (const gap of ['\n', '\r\n', '\r', '\u2028', '\u0085', '\v']) {
    log.info({ name: `Ada${gap}${forged}` }, `Ada${gap}${forged}`);
  }
  const records = lines
    .join('')
    .split(/[\n\r\v\u0085\u2028]/)
    .filter((line) => /^\S/.test(line));
  expect(records).toHaveLength(6);
  for (const record of records) expect(record).toMatch(/^\S+\tINFO\tAda/);
});

test('a message of several lines keeps them, below its own', () => {
  const { log, lines } = logOf({ format: 'console' });
  log.error('Much less has been found:\n  spaces: 1\nNothing was written.');
  expect(lines[0]).toMatch(
    /\tERROR\tMuch less has been found:\n {2}spaces: 1\n {2}Nothing was written[.]\n$/,
  );
});

test('what is below the level is left out', () => {
  const { log, lines } = logOf({ level: 'warn' });
  log.info('unheard');
  log.error('heard');
  expect(lines.join('')).toMatch(/^\{"level":"error".*"msg":"heard"\}\n$/);
});

test.each(['json', 'console'] as const)(
  'secrets are in no %s log, e-mail addresses at debug only',
  (format) => {
    const { log, lines } = logOf({
      level: 'debug',
      format,
      hidden: { secrets: ['canary-1', 'ca"nary-2', ''], names: ['canary-user'] },
    });
    const telling = { user: 'jo.doe+x@acme.example.com', key: 'canary-1', other: 'see ca"nary-2.' };
    log.debug(telling, 'Asked by jo.doe+x@acme.example.com with canary-1');
    log.error(
      telling,
      'Refused: jo.doe+x@acme.example.com, jo%40acme.example.com. ATATT3xFfGF0canary3 canary-user',
    );
    expect(lines.join('')).not.toMatch(/canary|nary-2/);
    expect(lines[0]).toContain('jo.doe+x@acme.example.com');
    expect(lines[1]).not.toMatch(/jo[.]doe|acme/);
    expect(lines[1]).toContain('Refused: (e-mail address), (e-mail address). (hidden) (user name)');
  },
);
