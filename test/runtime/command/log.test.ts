import { expect, test } from '@jest/globals';
import { createLog, type LogOptions } from '../../../src/runtime/command/log.ts';

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
  expect(lines[0]).toMatch(/\tConfluence answers {2}\[31m403 \n$/);
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
