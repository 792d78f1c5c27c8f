import { expect, test } from '@jest/globals';
import { administratorCheck } from '../../src/doctor/account.ts';

test.each([
  ['Ada', { displayName: 'Ada', accountId: '5b10' }],
  ['5b10', { displayName: '', accountId: '5b10' }],
  ['the account', {}],
])('an administrator is told by its name: %s', (name, owner) => {
  const operations = [{ operation: 'administer', targetType: 'application' }];
  expect(administratorCheck({ type: 'known', ...owner, operations })).toEqual({
    name: 'administrator',
    state: 'ok',
    message: `${name} administers Confluence`,
    details: { operations: ['administer'] },
  });
});

test('whoever administers a space only is no administrator', () => {
  const operations = [{ operation: 'administer', targetType: 'space' }];
  expect(administratorCheck({ type: 'known', operations })).toMatchObject({ state: 'failed' });
});

test('what Confluence does not tell is not judged', () => {
  for (const operations of [undefined, null]) {
    expect(administratorCheck({ type: 'known', operations })).toEqual({
      name: 'administrator',
      state: 'skipped',
      message: 'Confluence does not tell it',
    });
  }
});
