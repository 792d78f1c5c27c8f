import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { built } from '../peers/built.ts';
import { Cluster } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { openTofu, terraform } from '../peers/terraform.ts';
import { describeWith, program } from '../support/programs.ts';
import { rowsOf } from '../support/readme.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('kubectl'), ...providers, ...clusterPeers.map(built)];

const name = 'confluence';
const namespace = 'conductorone';
const token = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0token' };
const kinds = 'deployment,secret,serviceaccount,networkpolicy';

/** Rows of the README's table of changes, and where they are tested if not here. */
const tested = new Map([
  ['`app`', 'test/integration/self-hosted.test.ts'],
  ["the connector's `name`, or its removal", 'test/stacks/orphaned-states.test.ts'],
]);

/** The title of a test of such a row. */
function row(change: string, outcome: string): string {
  tested.set(change, 'here');
  return `${change}: ${outcome}`;
}

for (const engine of [terraform, openTofu]) {
  describeWith([engine.need, ...needs], `from one setting to another, with ${engine.name}`, () => {
    let world: World;
    let staging: Cluster;
    /** Both clusters, as contexts `production` and `staging`. */
    let kubeconfig: string;

    beforeAll(async () => {
      world = await World.start({ engine, cluster: true });
      staging = await Cluster.start(join(world.folder, 'staging'));
      kubeconfig = join(world.folder, 'both');
      await writeFile(
        kubeconfig,
        await merged({ production: world.cluster.kubeconfig, staging: staging.kubeconfig }),
      );
      await deploySomebodyElses();
    });
    afterAll(async () => {
      await staging?.stop();
      await world?.stop();
    });

    /** Another team's connector of the same name, in the other cluster. */
    const deploySomebodyElses = async () => {
      const labels = { app: 'baton-confluence' };
      const container = { name: 'app', image: 'acme.test/app:1' };
      const metadata = { name: 'baton-confluence', namespace, labels };
      for (const object of [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
        { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'baton-confluence-secrets' } },
        { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } },
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata,
          spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [container] } },
          },
        },
      ]) {
        await staging.apply(object);
      }
    };

    const connector = (hosting: object = {}, others: Partial<ConnectorInput> = {}): ConnectorInput => ({
      name,
      site: 'acme',
      username: 'bot@acme.com',
      app: { create: { displayName: 'Confluence' } },
      ...others,
      hosting: { ...byTerraform(), ...hosting } as ConnectorInput['hosting'],
    });
    const byTerraform = (context = 'production') => ({
      type: 'self-hosted' as const,
      delivery: 'terraform' as const,
      cluster: { kubeconfig: { path: kubeconfig, context } },
    });
    const byGitops = (hosting: object) =>
      connector({ delivery: 'gitops', cluster: undefined, secrets: { from: 'template' }, ...hosting });

    type Environment = Readonly<Record<string, string>>;

    /** What was said, on one line without the frames of diagnostics. */
    const run = async (work: Promise<{ readonly exitCode?: number | undefined; readonly all: string }>) => {
      const { exitCode, all } = await work;
      return { exitCode, all: stripVTControlCharacters(all).replace(/[\s│]+/g, ' ') };
    };
    const apply = async (input: ConnectorInput, environment: Environment = {}, ...args: string[]) => {
      await world.describe(input);
      return run(world.apply(name, { ...token, ...environment }, args));
    };
    const applied = async (input: ConnectorInput, environment: Environment = {}, ...args: string[]) => {
      const outcome = await apply(input, environment, ...args);
      expect(outcome).toMatchObject({ exitCode: 0 });
      expect(await plan(environment)).toEqual({});
      return outcome.all;
    };
    const refused = async (input: ConnectorInput, environment: Environment = {}) => {
      const before = await both();
      const { exitCode, all } = await apply(input, environment);
      expect({ exitCode, all }).toMatchObject({ exitCode: 1 });
      expect(await both()).toEqual(before);
      return all;
    };
    const plan = (environment: Environment = {}) => world.plan(name, { ...token, ...environment });
    /** The objects of a cluster's namespace with what changes whenever they do. */
    const versions = async (cluster: Cluster, name = namespace) => {
      const { items } = await cluster.get(kinds, `--namespace=${name}`);
      const { metadata } = await cluster.get('namespace', name);
      return [
        `${metadata.uid} ${metadata.deletionTimestamp}`,
        ...items.map(({ kind, metadata: { uid, generation } }: Live) => `${kind} ${uid} ${generation}`),
      ].sort();
    };
    const both = async () => [await versions(world.cluster), await versions(staging)];
    const exists = async (...what: readonly string[]) =>
      (await world.cluster.kubectl('get', ...what)).exitCode === 0;
    const inState = async () => (await world.terraform(name, ['state', 'list'], token)).stdout;
    const elsewhere = () => ({ KUBE_CONFIG_PATH: staging.kubeconfig });

    test('a first deployment goes to the cluster that is named', async () => {
      const before = await versions(staging);
      await applied(connector(), elsewhere());
      expect(await versions(staging)).toEqual(before);
      expect(await versions(world.cluster)).toHaveLength(6);
    });

    test.each([
      ['', 'TF_VAR_confluence_api_key is empty'],
      [' ATATT3xFfGF0canary', 'TF_VAR_confluence_api_key holds a blank'],
      ['ATATT3xFfGF0canary\n', 'TF_VAR_confluence_api_key holds a blank'],
      ['"ATATT3xFfGF0canary"', 'quotation marks around it'],
      ['ATATT3xFfGF0\u200bcanary', 'an invisible character'],
    ])('the token %j is refused, and the one that is deployed stays', async (value, message) => {
      const all = await refused(connector({ secretRevision: 2 }), { TF_VAR_confluence_api_key: value });
      expect(all).toContain(message);
      expect(all).not.toContain('canary');
    });

    test(row('`namespace.name`', 'refused while this connector makes the old one'), async () => {
      const all = await refused(connector({ namespace: { name: 'other' } }));
      expect(all).toContain('it made the namespace conductorone');
      expect(all).toContain('Set hosting.namespace.create to false and deploy');
    });

    test(row('`cluster`', 'refused, whatever has the same name there'), async () => {
      const all = await refused(connector(byTerraform('staging')), elsewhere());
      expect(all).toContain('it is deployed to the cluster "production"');
      expect(all).toContain('Run "npx cdktf destroy confluence" first');
    });

    test(row('another name for the same cluster', 'goes on after one command'), async () => {
      const before = await both();
      const renamed = join(world.folder, 'renamed');
      const config = parse(await readFile(kubeconfig, 'utf8'));
      for (const context of config.contexts) if (context.name === 'production') context.name = 'prod';
      await writeFile(renamed, stringify(config));
      const changed = connector({ cluster: { kubeconfig: { path: renamed, context: 'prod' } } });
      const forget = ['state', 'rm', 'terraform_data.confluence_cluster'];
      expect(await refused(changed)).toContain(`run "terraform ${forget.join(' ')}"`);
      await world.terraform(name, forget, token);
      await applied(changed);
      await world.terraform(name, forget, token);
      await applied(connector());
      expect(await both()).toEqual(before);
    });

    test(row('`namespace.create` to `false`', 'let go, and may then be another one'), async () => {
      const before = await both();
      await applied(connector({ namespace: { create: false } }));
      expect(await both()).toEqual(before);
      await applied(connector({ namespace: { name: 'other' } }));
      expect(await versions(world.cluster, 'other')).toHaveLength(6);
      expect(await exists('namespace', namespace)).toBe(true);
    });

    test(row('`delivery: terraform` to `gitops`', 'all runs on; no other cluster is touched'), async () => {
      const before = [await versions(world.cluster, 'other'), await versions(staging)];
      const gitops = byGitops({ namespace: { name: 'other' } });
      await applied(gitops, elsewhere());
      await applied(gitops);
      expect([await versions(world.cluster, 'other'), await versions(staging)]).toEqual(before);
      expect(await inState()).not.toContain('kubernetes_');
    });

    test(
      row('`delivery: gitops` to `terraform`', 'adopted; a client secret that was told before is refused'),
      async () => {
        const replace = '-replace=conductorone_connector_credential.confluence';
        const adopting = connector({
          namespace: { name: 'other' },
          adopt: ['Namespace', 'ServiceAccount', 'NetworkPolicy', 'Deployment'],
          ignoreChanges: ['resources'],
        });
        expect(await refused(adopting)).toContain(`terraform apply ${replace}`);
        const uids = async () => {
          const { items } = await world.cluster.get('deployment,networkpolicy', '--namespace=other');
          return items.map(({ metadata }: Live) => metadata.uid);
        };
        const before = await uids();
        await world.cluster.kubectl('delete', 'secret', 'baton-confluence-secrets', '--namespace=other');
        await applied(adopting, {}, replace);
        expect(await uids()).toEqual(before);
        expect(before).toHaveLength(2);
        // An import block is of no effect the second time.
        await applied(adopting);
        const state = await readFile(join(world.folder, `terraform.${name}.tfstate`), 'utf8');
        expect(state).not.toContain(token.TF_VAR_confluence_api_key);
      },
    );

    test(row('self-hosted to `cloud`', 'what runs is let go; no cluster is touched'), async () => {
      const before = [await versions(world.cluster, 'other'), await versions(staging)];
      await applied({ ...connector(), hosting: { type: 'cloud' } }, elsewhere());
      expect([await versions(world.cluster, 'other'), await versions(staging)]).toEqual(before);
      expect(await inState()).not.toContain('kubernetes_');
      await world.cluster.kubectl('delete', 'namespace', namespace, 'other');
      await applied(connector());
    });

    test('a destruction goes to the cluster that was deployed to, and spares a namespace with others in it', async () => {
      const metadata = { name: 'settings', namespace };
      await world.cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
      const before = await versions(staging);
      const moved = connector(byTerraform('staging'));
      const { exitCode, all } = await apply(moved, elsewhere(), '-destroy');
      expect({ exitCode, all }).toMatchObject({ exitCode: 1 });
      expect(all).toContain('ConfigMap settings');
      expect(all).toContain(
        'The namespace conductorone holds more than the connector confluence, so it stays',
      );
      expect(await exists('configmap', 'settings', `--namespace=${namespace}`)).toBe(true);
      expect(await exists('deployment', 'baton-confluence', `--namespace=${namespace}`)).toBe(false);
      await world.cluster.kubectl('delete', 'configmap', 'settings', `--namespace=${namespace}`);
      expect(await apply(moved, elsewhere(), '-destroy')).toMatchObject({ exitCode: 0 });
      expect(await exists('namespace', namespace)).toBe(false);
      expect(await versions(staging)).toEqual(before);
    });
  });
}

test('every row of the README’s table of changes is tested', () => {
  expect([...tested.keys()].toSorted()).toEqual(rowsOf('Changing a deployment').toSorted());
});

interface Live {
  readonly kind: string;
  readonly metadata: { readonly uid: string; readonly generation?: number };
}

/** One kubeconfig of several, each under a context of its own. */
async function merged(files: Readonly<Record<string, string>>): Promise<string> {
  const parts = await Promise.all(
    Object.entries(files).map(async ([name, file]) => {
      const { clusters, users } = parse(await readFile(file, 'utf8'));
      return {
        clusters: [{ ...clusters[0], name }],
        users: [{ ...users[0], name }],
        contexts: [{ name, context: { cluster: name, user: name } }],
      };
    }),
  );
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.flatMap(({ clusters }) => clusters),
    users: parts.flatMap(({ users }) => users),
    contexts: parts.flatMap(({ contexts }) => contexts),
  });
}
