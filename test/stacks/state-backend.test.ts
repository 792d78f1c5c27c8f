import { expect, test } from '@jest/globals';
import { TerraformStack, Testing } from 'cdktf';
import type { State } from '../../src/config/schema.ts';
import { StateBackend } from '../../stacks/state-backend.ts';
import { temporaryFolder } from '../support/files.ts';

const outdir = await temporaryFolder();

/** The backend of the stack of the connector `wiki`. */
function backend(state?: State): object {
  const stack = new TerraformStack(Testing.app({ outdir }), 'wiki');
  new StateBackend(stack, 'wiki', state);
  return JSON.parse(Testing.synth(stack)).terraform.backend;
}

test('without a choice, the state lies beside cdktf.json', () => {
  expect(backend()).toEqual({ local: { path: '../../../terraform.wiki.tfstate' } });
});

test('settings are handed on as written, with the connector’s name wherever it belongs', () => {
  expect(
    backend({
      backend: 's3',
      settings: {
        bucket: 'acme-{connector}',
        key: '{connector}/{connector} "state" {other}.tfstate',
        max_retries: 3,
        use_lockfile: true,
        allowed_account_ids: ['0123', '{connector}'],
        assume_role: { role_arn: 'arn:aws:iam::0123:role/{connector}', policy_arns: ['{connector}'] },
      },
    }),
  ).toEqual({
    s3: {
      bucket: 'acme-wiki',
      key: 'wiki/wiki "state" {other}.tfstate',
      max_retries: 3,
      use_lockfile: true,
      allowed_account_ids: ['0123', 'wiki'],
      assume_role: { role_arn: 'arn:aws:iam::0123:role/wiki', policy_arns: ['wiki'] },
    },
  });
});
