import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { freshCheckout } from '../../support/checkout.ts';
import { root } from '../../support/synth.ts';

/** Without the set-up before it, which would install packages through the link to them. */
const start = (environment: Readonly<Record<string, string>>, cwd = root) =>
  execa('npm', ['start', '--silent', '--ignore-scripts'], {
    cwd,
    reject: false,
    env: { TF_CLI_CONFIG_FILE: '/dev/null', ...environment },
  });

/** A fresh checkout, which has no connector.yaml. */
async function checkout(): Promise<string> {
  const folder = await freshCheckout();
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('npm start shows what the example becomes, and the next command', async () => {
  const { exitCode, stdout, stderr } = await start({ CONNECTOR_CONFIG: '' }, await checkout());
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `
cdktf.out, from stacks/connector.example.yaml:
  stacks/confluence/cdk.tf.json  (acme.atlassian.net, cloud-hosted)
  stacks/confluence-eu/cdk.tf.json  (acme-eu.atlassian.net, self-hosted by terraform)
  stacks/confluence-labs/cdk.tf.json  (acme-labs.atlassian.net, self-hosted by gitops)
  manifests/confluence-labs/baton-confluence-labs-secrets.yaml
  manifests/confluence-labs/baton-confluence-labs.yaml
  manifests/confluence-labs/kustomization.yaml
  manifests/confluence-labs/namespace.yaml

Next, describe your own connectors:
  npx --no -- confluence-connector init`.trimStart(),
  );
  expect(stderr).toContain('cdktf synth');
});

test('npm start on a configuration of one’s own names the variables that a deployment needs', async () => {
  const config = join('test', 'support', 'every-option.yaml');
  const { stdout } = await start({ CONNECTOR_CONFIG: config });
  expect(stdout).toContain(
    `
Next, with TF_VAR_conductorone_client_id, TF_VAR_conductorone_client_secret, TF_VAR_acme_token, TF_VAR_deployed_api_key, TF_VAR_deployed_too_api_key, TF_VAR_in_cluster_api_key set:
  npx cdktf deploy cloud deployed deployed-too in-cluster existing-secret external-secrets template encrypted`.trimStart(),
  );
});

test('npm start on a wrong configuration names its problems and fails', async () => {
  const { exitCode, stdout, stderr } = await start({ CONNECTOR_CONFIG: 'no-such-file.yaml' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain(
    'no-such-file.yaml: no such file. Write one with "npx --no -- confluence-connector init", or name another with $CONNECTOR_CONFIG.',
  );
});

test('nothing but npm start takes the example for a configuration', async () => {
  const { exitCode, stdout, stderr } = await execa('node', ['src/cli/bin.cjs', 'app'], {
    cwd: await checkout(),
    reject: false,
    env: { CONNECTOR_CONFIG: '' },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(
    /^No connector\.yaml here, in .*\. Make one with "npx --no -- confluence-connector init", or name one with \$CONNECTOR_CONFIG or --config\.$/,
  );
});
