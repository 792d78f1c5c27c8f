import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { C1zReader } from '../../../src/runtime/c1z/reader.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { freshCheckout } from '../../support/checkout.ts';
import { describeWith, program } from '../../support/programs.ts';
import { commands, connectorExamples } from '../../support/readme.ts';

/** Commands of what users read that another test runs, and which. */
const elsewhere: Readonly<Record<string, string>> = {
  'npm test': 'the run that this test is part of',
  'npx --no -- confluence-connector init': 'test/integration/processes/cli-terminal.test.ts',
  'export CONDUCTORONE_CLIENT_ID=… CONDUCTORONE_CLIENT_SECRET=…': 'test/integration/readme.test.ts',
  'export TF_VAR_confluence_api_key=…': 'test/integration/readme.test.ts',
  'npx cdktf deploy confluence': 'test/integration/readme.test.ts',
  'npm install confluence-connector': 'test/integration/package/own-repository.test.ts',
  'npx --no -- confluence-connector synth': 'test/integration/package/own-repository.test.ts',
  'terraform -chdir=cdktf.out/stacks/confluence init': 'test/integration/package/own-repository.test.ts',
  'terraform -chdir=cdktf.out/stacks/confluence apply': 'test/integration/package/own-repository.test.ts',
  'npm run demo': 'test/demo/demo.test.ts',
  'npx --no -- confluence-connector diff yesterday.c1z sync.c1z': 'test/cli/diff.test.ts',
  'npx --no -- confluence-connector report q4.c1z': 'test/cli/report.test.ts',
  'npx --no -- confluence-connector report q4.c1z --since q3.c1z --out q4.html': 'test/cli/report.test.ts',
  'npm run simulator': 'test/simulator/main.test.ts',
  'npx --no -- confluence-connector image build': 'test/integration/image-build.test.ts',
  'npx --no -- confluence-connector image build --tag registry.acme.com/confluence-sync --push --write':
    'test/integration/image-build.test.ts',
  'export BATON_DOMAIN_URL=https://acme.atlassian.net BATON_USERNAME=bot@acme.com BATON_API_KEY=…':
    'beforeAll, below',
  'npx --no -- confluence-sync --grant-entitlement space:65536:read-space --grant-principal-type group --grant-principal 4f1e…':
    'test/runtime/cli/single-change.test.ts',
  'npx --no -- confluence-sync --revoke-grant group:4f1e…:member:user:5b10…':
    'test/runtime/cli/single-change.test.ts',
  'npx --no -- confluence-connector doctor': 'test/integration/whole-story.test.ts',
  'npx --no -- confluence-connector status': 'test/integration/readme.test.ts',
  'npx --no -- confluence-connector status --watch --timeout 10m': 'test/integration/readme.test.ts',
};

/** What each of the others must print. */
const printed: Readonly<Record<string, string>> = {
  'npm start': 'npx cdktf deploy confluence',
  'npx --no -- confluence-connector validate': 'connector.yaml is valid.',
  'npx cdktf synth': 'Generated Terraform code for the stacks: confluence',
  'npx --no -- confluence-connector render --out deploy': 'deploy/confluence/kustomization.yaml',
  'npx --no -- confluence-connector render --check deploy': '',
  'kubectl kustomize deploy/confluence': 'kind: Deployment',
  'npx --no -- confluence-sync': '',
  'npx --no -- confluence-connector report sync.c1z': 'Wrote report.html: ',
};

/** A checkout as it is cloned, without any package: the first command installs them. */
const folder = await freshCheckout();
const gitops = connectorExamples.at(-1) ?? '';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await Simulator.start({ site: generateSite() });
  await writeFile(join(folder, 'connector.yaml'), gitops);
});
afterAll(() => simulator.stop());

test('every command that users read is run by a test', () => {
  expect(commands.filter((command) => !(command in elsewhere) && !(command in printed))).toEqual([]);
  expect(Object.keys({ ...elsewhere, ...printed }).filter((command) => !commands.includes(command))).toEqual(
    [],
  );
});

// In the README's order: later ones need what earlier ones made.
for (const command of commands.filter((each) => each in printed)) {
  const [name = ''] = command.split(' ');
  describeWith(name === 'kubectl' ? [program(name)] : [], command, () => {
    test('does what the README says', async () => {
      const { exitCode, stdout, stderr } = await execa(command, {
        cwd: folder,
        shell: true,
        reject: false,
        env: {
          CONNECTOR_CONFIG: '',
          CHECKPOINT_DISABLE: '1',
          DISABLE_VERSION_CHECK: '1',
          TF_CLI_CONFIG_FILE: '/dev/null',
          ...simulator.environment,
        },
      });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(printed[command]);
      // The first command has installed the packages, and has said so while it did.
      expect(stderr.startsWith('Installing about ')).toBe(command === 'npm start');
    });
  });
}

test('what the README’s render wrote is what the pipeline then checks', async () => {
  const deployment = await readFile(join(folder, 'deploy', 'confluence', 'baton-confluence.yaml'), 'utf8');
  expect(deployment).toContain('image: public.ecr.aws/conductorone/baton-confluence:0.0.24');
});

test('what the README’s sync wrote is a sync of the whole site', async () => {
  const reader = await C1zReader.open(join(folder, 'sync.c1z'));
  const { resourcesByType } = reader.stats();
  await reader.close();
  expect(resourcesByType).toMatchObject({
    group: simulator.site.groups.size,
    space: simulator.site.spaces.size,
  });
});
