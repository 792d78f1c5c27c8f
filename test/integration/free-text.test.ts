import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { checkConfig } from '../../src/config/loading/check.ts';
import { valueAt } from '../../src/config/loading/schema-path.ts';
import type { Config } from '../../src/config/schema/config.ts';
import { leafPaths, type Path, pathName, replaced } from '../config/leaves.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { terraform } from '../peers/terraform.ts';
import { today } from '../support/configs.ts';
import { describeWith } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { World } from './world.ts';

const needs = [terraform.need, built(conductoroneProvider), built(kubernetesProvider)];

/** Any other number makes other texts. */
const seed = 20_261_127;
const rounds = 5;

/** The API token, which nothing in a plan but the one sensitive setting may have. */
const canary = 'ATATT3xCanaryOfFreeText';
const variables = { TF_VAR_acme_token: canary };

/** What Terraform or CDKTF could take for something else than text. */
const fragments = [
  ...[`\${var.acme_token}`, `\${file("/etc/passwd")}`, `\${path.module}`, `\${terraform.workspace}`],
  ...[`\${jsonencode({ a = var.acme_token })}`, `\${1 + 1}`, `\${"a"}`, `\${}`, `\${`, '#{var.acme_token}'],
  ...[
    `$\${var.acme_token}`,
    `$$\${var.acme_token}`,
    `$$$\${var.acme_token}`,
    `\\\${var.acme_token}`,
    `%\${1}`,
  ],
  ...['%{if true}', '%{ if var.acme_token != "" }', '%{endif}', '%{~ for a in b ~}', '%{', `$%{if true}`],
  ...['%%{if true}', '%%%{if true}', '%%%%{if true}', '&{1}', '{{ .Values.a }}', '$(POD)', '$$(POD)'],
  ...['TfToken', 'TFTOKEN[TOKEN.0]', `\${TFTOKEN[TOKEN.0]}`, 'tftoken[TOKEN.1]', `\${TfToken [TOKEN.0]}`],
  ...['Tf\u200bToken[TOKEN.0]', `\${Tf\u00adToken[TOKEN.1]}`, `\${TfToken\u200d[TOKEN.1]}`, '\\x54fToken{1}'],
  ...['\\', '\\\\', '\\u0041', '\\n', '"', '\\"', `'`, '`', '$', '%', '{', '}', '{connector}', '-1.88e+289'],
  ...['\n', '\r\n', '\t', ' ', '<<EOT', '\nEOT\n', '//', '/* */', '#', '!a', '*a', '😀', 'e\u0301'],
  // References, which are refused.
  ...[`\${TfToken[TOKEN.1]}`, '#{TfToken[TOKEN.1]}', '-8.109562212591379e+298'],
  ...['\u0000', '\u0007', '\u0085', '\u2028', '\u202e', '\ufeff'],
];

const text = fc
  .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 5 })
  .map((some) => some.join(''));

const mark = (index: number) => `mark-${index}-`;
const marks = /mark-(\d+)-/g;
const marksIn = (value: unknown) => Array.from(String(value).matchAll(marks), ([, index]) => Number(index));

/** JSON with all but ASCII as escape sequences. */
function ascii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Texts for one field: what it takes, and what it refuses. */
interface Tried {
  readonly taken: readonly string[];
  /** Those refused without a problem at the field. */
  readonly unnamed: readonly string[];
}

/** As much of a connector with a policy as is looked at. */
interface WithPolicy {
  readonly name: string;
  readonly app: { readonly create: { readonly grantPolicy: string } };
  readonly rules: readonly [
    Readonly<
      Record<'grantPolicy' | 'revokePolicy' | 'certifyPolicy' | 'emergencyPolicy' | 'riskLevel', string>
    >,
  ];
  readonly review: { readonly policy: string };
}

/** As much of a connector as is looked at. */
interface Deployed {
  readonly app: { readonly existing: { readonly displayName: string } };
  readonly hosting: { readonly cluster: { readonly kubeconfig: { readonly context: string } } };
}

/** What Terraform makes of all text, and the YAML with it: composed, and without a byte order mark in front. */
function ofTerraform(text: string): string {
  return text.normalize().replace(/^\ufeff/, '');
}

/** A kubeconfig of a cluster that does not answer. */
function kubeconfigOf(contexts: readonly string[]): string {
  return ascii(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }],
      contexts: contexts.map((name) => ({ name, context: { cluster: 'none', user: 'none' } })),
      users: [{ name: 'none', user: {} }],
    }),
  );
}

interface Plan {
  readonly planned_values: unknown;
  readonly prior_state?: unknown;
}

describeWith(needs, 'free text in connector.yaml', () => {
  let world: World;
  let file: Config;
  /** Found only if the provider gets its path as written. */
  let kubeconfig: string;
  /** The paths of all settings that take nearly any text. */
  let free: readonly Path[];
  let tried: readonly Tried[];

  const checked = (path: Path, value: string) => checkConfig(replaced(file, path, value), today);

  const tryOut = (path: Path, index: number): Tried => {
    const candidates = fc.sample(text, { seed: seed + index, numRuns: 5 * rounds });
    const errors = candidates.map((candidate) => checked(path, candidate).errors);
    return {
      taken: candidates.filter((_, at) => errors[at]?.length === 0).slice(0, rounds),
      unnamed: candidates.filter(
        (_, at) =>
          errors[at]?.length !== 0 && !errors[at]?.some((error) => pathName(path) === error.path.join('.')),
      ),
    };
  };

  /** What stands in place of a mark in a round: itself in the first. */
  const instead = (index: number, round: number): string =>
    round === 0 ? mark(index) : (tried[index]?.taken[round - 1] ?? '');

  /** The connectors of a round, with names of their own. */
  const connectorsOf = (round: number) => {
    const filled = free.reduce<unknown>(
      (sum, path, index) => replaced(sum, path, instead(index, round)),
      file,
    );
    const named = [
      [['connectors', 0, 'name'], `cloud-${round}`],
      [['connectors', 1, 'name'], `deployed-${round}`],
      [['connectors', 1, 'hosting', 'namespace', 'name'], `connectors-${round}`],
    ] as const;
    const { connectors } = named.reduce((sum, [path, name]) => replaced(sum, path, name), filled) as Config;
    return connectors;
  };

  const plan = async (stack: string): Promise<Plan> => {
    const saved = join(world.folder, `${stack}.plan`);
    for (const args of [['init'], ['plan', `-out=${saved}`]]) {
      const { exitCode, all } = await world.terraform(
        stack,
        [...args, '-input=false', '-no-color'],
        variables,
      );
      if (exitCode !== 0) throw new Error(all);
    }
    const { stdout } = await world.terraform(stack, ['show', '-json', saved], variables);
    const { planned_values, prior_state } = JSON.parse(stdout) as Plan;
    return { planned_values, prior_state };
  };

  beforeAll(async () => {
    world = await World.start();
    kubeconfig = join(world.folder, 'kube %{if true} #{"a"} \\%%{b}');
    const {
      connectors: [cloud, deployed],
    } = parse(await readFile(join(root, 'test', 'support', 'every-option.yaml'), 'utf8'));
    deployed.hosting.cluster.kubeconfig.path = kubeconfig;
    deployed.apiKey.variable = cloud.apiKey.variable;
    // Those would be asked for.
    delete deployed.hosting.adopt;
    for (const owner of ['jo@acme.com', 'sam@acme.com']) world.conductorOne.tenant.addUser(owner);
    const conductorone = { serverUrl: world.conductorOne.url };
    file = { conductorone, state: world.state, connectors: [cloud, deployed] } as unknown as Config;
    free = leafPaths(file).filter(
      (path) => checked(path, 'a"{b}').config && !pathName(path).endsWith('kubeconfig.path'),
    );
    tried = free.map(tryOut);
  });
  afterAll(() => world.stop());

  test('is taken, or refused where it stands', () => {
    const names = free.map(pathName);
    expect(names.length).toBeGreaterThan(40);
    expect(names).toEqual(
      expect.arrayContaining([
        'connectors.0.app.create.description',
        'connectors.1.app.existing.displayName',
        'connectors.1.hosting.cluster.kubeconfig.context',
        'connectors.1.hosting.env.0.value',
        'connectors.1.hosting.annotations.acme.com/contact',
      ]),
    );
    expect(tried.filter(({ taken }) => taken.length < rounds)).toEqual([]);
    expect(tried.flatMap(({ unnamed }) => unnamed)).toEqual([]);
    expect(tried.flatMap(({ taken }) => taken).join()).not.toMatch(/TfToken\[|e\+298/);
  });

  test('is the same to Terraform, whatever it looks like', async () => {
    const all = Array.from({ length: rounds + 1 }, (_, round) => connectorsOf(round));
    const deployed = all.flat().filter(({ name }) => name.startsWith('deployed')) as readonly Deployed[];
    const cloud = all
      .flat()
      .filter(({ name }) => name.startsWith('cloud')) as unknown as readonly WithPolicy[];
    /** What a round looks up; there is no other, that a search could find too. */
    const arrange = (round: number) => {
      const { apps, policies, riskLevels, ...tenant } = world.conductorOne.tenant;
      apps.clear();
      policies.clear();
      const app = deployed[round]?.app.existing.displayName.normalize() ?? '';
      apps.set('2app', { id: '2app', displayName: app, settings: {}, ownerIds: [tenant.caller.id] });
      const connector = cloud[round];
      riskLevels.clear();
      if (!connector) return;
      const { app: made, rules, review } = connector;
      const named = [
        ['GRANT', made.create.grantPolicy],
        ['GRANT', rules[0].grantPolicy],
        ['GRANT', rules[0].emergencyPolicy],
        ['REVOKE', rules[0].revokePolicy],
        ['CERTIFY', rules[0].certifyPolicy],
        ['CERTIFY', review.policy],
      ] as const;
      for (const [index, [kind, name]] of named.entries()) {
        const displayName = name.normalize();
        const policy = { id: `2policy${index}`, displayName, policyType: `POLICY_TYPE_${kind}` } as const;
        policies.set(`${kind} ${displayName.toLowerCase()}`, policy);
      }
      riskLevels.set('2risk', rules[0].riskLevel.normalize());
    };
    const contexts = deployed.map(({ hosting }) => ofTerraform(hosting.cluster.kubeconfig.context));
    await writeFile(kubeconfig, kubeconfigOf(contexts));
    const yaml = JSON.stringify({ ...file, connectors: all.flat() });
    await writeFile(join(world.folder, 'connector.yaml'), ascii(yaml));
    const { exitCode, all: said } = await world.synth();
    expect({ exitCode, said }).toEqual({ exitCode: 0, said: expect.not.stringContaining(canary) });

    const looked = new Set<number>();
    for (const stack of ['cloud', 'deployed']) {
      arrange(0);
      const plain = await plan(`${stack}-0`);
      const places = leafPaths(plain).filter((path) => marksIn(valueAt(plain, path)).length > 0);
      for (const path of places) for (const index of marksIn(valueAt(plain, path))) looked.add(index);
      for (let round = 1; round <= rounds; round += 1) {
        arrange(round);
        const planned = await plan(`${stack}-${round}`);
        const expected = places.map((path) =>
          ofTerraform(
            String(valueAt(plain, path)).replaceAll(marks, (_, index) => instead(Number(index), round)),
          ),
        );
        expect(places.map((path) => valueAt(planned, path))).toEqual(expected);
        const secret = leafPaths(planned).filter((path) => String(valueAt(planned, path)).includes(canary));
        expect(secret.map((path) => path.at(-1))).toEqual(stack === 'cloud' ? ['api_key'] : []);
      }
    }
    expect(free.filter((_, index) => !looked.has(index)).map(pathName)).toEqual([]);
  });
});
