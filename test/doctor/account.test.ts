import { expect, test } from '@jest/globals';
import { administratorCheck } from '../../src/doctor/account.ts';

test.each([
  ['Ada', { displayName: 'Ada', accountId: '5b10' }],
  ['5b10', { accountId: '5b10' }],
])('an administrator is told by its name: %s', (name, owner) => {
  const operations = [{ operation: 'administer', targetType: 'application' }];
  expect(administratorCheck({ ...owner, operations })).toEqual({
    name: 'administrator',
    state: 'ok',
    message: `${name} administers Confluence`,
    details: { operations: ['administer'] },
  });
});

test('whoever administers a space only is no administrator', () => {
  const operations = [{ operation: 'administer', targetType: 'space' }];
  expect(administratorCheck({ accountId: '5b10', operations })).toMatchObject({ state: 'failed' });
});

test('what Confluence does not tell is not judged', () => {
  expect(administratorCheck({ accountId: '5b10', operations: undefined })).toEqual({
    name: 'administrator',
    state: 'skipped',
    message: 'Confluence does not tell it',
  });
});
