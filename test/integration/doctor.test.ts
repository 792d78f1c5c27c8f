import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { appliedFiles, manifests } from '../../src/kubernetes/manifests.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { limitedLogin } from '../peers/limited-login.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { requireTeams } from '../peers/require-teams.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator } from '../simulator/simulator.ts';
import { selfHostedOf } from '../support/configs.ts';
import { freePort } from '../support/free-ports.ts';
import { describeWith, program } from '../support/programs.ts';
import { root } from '../support/synth.ts';
import { type Finding, World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

describeWith(needs, 'confluence-connector doctor', () => {
  let world: World;
  let simulator: Simulator;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    const site = generateSite({ users: 30, groups: 5, spaces: 7 });
    simulator = await Simulator.start({ site, tls: { folder: world.folder } });
    const authorities = await Promise.all(
      [simulator.caFile ?? '', world.conductorOne.caFile].map((file) => readFile(file, 'utf8')),
    );
    const authority = join(world.folder, 'authorities.pem');
    await writeFile(authority, authorities.join('\n'));
    environment = {
      NODE_EXTRA_CA_CERTS: authority,
      CONDUCTORONE_CLIENT_ID: world.conductorOne.credentials.clientId,
      CONDUCTORONE_CLIENT_SECRET: world.conductorOne.credentials.clientSecret,
      TF_VAR_wiki_api_key: simulator.auth.token,
    };
  });
  afterAll(async () => {
    await Promise.all([world.stop(), simulator.stop()]);
  });

  const connector = (namespace: object, hosting: object = {}) =>
    ({
      name: 'wiki',
      site: `localhost:${new URL(simulator.url).port}`,
      allowCustomHost: true,
      username: simulator.auth.username,
      app: { create: { displayName: 'Wiki' } },
      hosting: {
        type: 'self-hosted',
        delivery: 'terraform',
        ...(!('delivery' in hosting) && {
          cluster: { kubeconfig: { path: world.cluster.kubeconfig, context: contextName } },
        }),
        image: 'registry.acme.com/confluence-sync:0.1.0',
        namespace,
        ...hosting,
      },
    }) as ConnectorInput;
  const gitops = (namespace: object, secrets: object = { from: 'template' }) =>
    connector(namespace, { delivery: 'gitops', secrets });
  const here = () => [`--kubeconfig=${world.cluster.kubeconfig}`, `--context=${contextName}`];

  /** The command, in the folder of the connector.yaml, below which no CDKTF is; never rejects. */
  const doctor = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(process.execPath, [join(root, 'src', 'cli', 'bin.cjs'), 'doctor', ...args], {
      cwd: world.folder,
      reject: false,
      env: { ...env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}` },
    });
  /** What is said of the cluster: nothing else is asked. */
  const clusterOf = async (input: ConnectorInput | readonly ConnectorInput[], ...args: readonly string[]) => {
    await world.describe(...[input].flat());
    const { stdout } = await doctor([...args, '--json']);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Finding[] };
    return checks
      .filter(({ subject, name }) => subject === 'wiki' && name !== 'login')
      .map(({ subject, details, ...check }) => check);
  };
  const apply = async (input: ConnectorInput) => {
    for (const [, content] of appliedFiles(manifests(selfHostedOf(input)))) {
      await execa('kubectl', ['--kubeconfig', world.cluster.kubeconfig, 'apply', '--filename', '-'], {
        input: content,
      });
    }
  };
  const makeNamespace = (name: string, labels: object = {}) =>
    world.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  /** Everything in the cluster that a look could have changed. */
  const everything = async () => {
    const kinds = 'namespaces,deployments,serviceaccounts,networkpolicies,secrets,configmaps,roles';
    const { items } = await world.cluster.get(kinds, '--all-namespaces');
    return items.map(
      ({ kind, metadata }: { kind: string; metadata: Record<string, string> }) =>
        `${kind} ${metadata['namespace']} ${metadata['name']} ${metadata['resourceVersion']}`,
    );
  };
  const ok = (name: string, message: unknown) => ({ name, state: 'ok', message });
  const skipped = (name: string, message: string) => ({ name, state: 'skipped', message });
  const answers = ok('cluster', expect.stringMatching(/^Kubernetes v1[.]\d+[.]\d+ answers$/));
  const restricted = ok('pod security', 'enforce: restricted; the workload keeps to restricted');
  const noDryRun = skipped('admission', 'a dry run needs the namespace');
  const admitted = ok('admission', 'a dry run admits the workload');
  const unchanged = ok('changes', 'the cluster’s policies leave the Deployment as Terraform makes it');
  const unowned = ok('objects', 'nobody else has made any of the workload');
  const allowed = (namespace: string) =>
    ok('rights', `this login may do in the namespace ${namespace} what a deployment does`);

  test('says what a deployment will find, changes nothing, and fails for nothing', async () => {
    await apply(connector({ name: 'wiki' }));
    await world.cluster.kubectl('rollout', 'status', 'deployment/baton-wiki', '--namespace=wiki');
    await world.describe(connector({ name: 'wiki' }));
    const before = await everything();
    const { exitCode, stdout, stderr } = await doctor([], environment);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const site = `localhost:${new URL(simulator.url).port}`;
    const tenant = new URL(world.conductorOne.url).host;
    const lines = stdout
      .replace(/node 22[.][^\s,]+/, 'node 22.99.9')
      .replace(/terraform 1[.][^\s,]+/, 'terraform 1.99.9')
      .replace(/kubectl 1[.]\S+/, 'kubectl 1.99.9')
      .replace(/Kubernetes v1[.]\S+/, 'Kubernetes v1.99.9')
      .split('\n');
    expect(lines).toEqual([
      'SUBJECT         CHECK          STATE    DETAIL',
      'connector.yaml  configuration  ok       valid: wiki',
      'tools           node           ok       node 22.99.9, at least 22.19.0',
      'tools           terraform      ok       terraform 1.99.9, at least 1.11.0',
      'tools           cdktf          ok       cdktf 0.21.0, at least 0.21.0',
      'tools           kubectl        ok       kubectl 1.99.9',
      `conductorone    login          ok       ${tenant} accepts CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET`,
      `wiki            login          ok       https://${site} accepts TF_VAR_wiki_api_key: Nguyễn Hopper`,
      'wiki            administrator  ok       Nguyễn Hopper administers Confluence',
      'wiki            reading        ok       reads accounts, 5 groups with members, and 7 spaces with permissions',
      'wiki            rate limit     skipped  Confluence does not tell it',
      'wiki            app            ok       "Wiki" will be made',
      'wiki            cluster        ok       Kubernetes v1.99.9 answers',
      'wiki            namespace      ok       wiki is there',
      'wiki            pod security   ok       enforce: restricted; the workload keeps to restricted',
      'wiki            rights         ok       this login may do in the namespace wiki what a deployment does',
      'wiki            objects        ok       nobody else has made any of the workload',
      'wiki            admission      ok       a dry run admits the workload',
      'wiki            changes        ok       the cluster’s policies leave the Deployment as Terraform makes it',
    ]);
    expect(await everything()).toEqual(before);
    expect(new Set(simulator.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(world.conductorOne.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /auth/v1/token',
      'POST /api/v1/search/apps',
    ]);
  });

  test('keeps nothing of a dry run where there is nothing yet', async () => {
    await makeNamespace('empty');
    const before = await everything();
    const found = await clusterOf(connector({ name: 'empty', create: false }));
    expect(found).toEqual([
      answers,
      ok('namespace', 'empty is there'),
      ok('pod security', 'enforce: the cluster’s default; the workload keeps to restricted'),
      allowed('empty'),
      unowned,
      admitted,
      unchanged,
    ]);
    expect(await everything()).toEqual(before);
  });

  describe('of the namespace says', () => {
    test('that it will be made, and how strict', async () => {
      expect(await clusterOf(connector({ name: 'fresh' }))).toEqual([
        answers,
        ok('namespace', 'fresh will be made'),
        restricted,
        allowed('fresh'),
        noDryRun,
      ]);
    });

    test('that nobody makes it', async () => {
      expect(await clusterOf(connector({ name: 'none', create: false }))).toEqual([
        answers,
        {
          name: 'namespace',
          state: 'failed',
          message: 'There is no namespace none, and hosting.namespace.create is false.',
          remedy: 'Make it, or leave create out: kubectl create namespace none',
        },
        allowed('none'),
        noDryRun,
      ]);
    });

    test('that another connector makes it, in the same cluster', async () => {
      const maker = (name: string, hosting: object = {}) => ({
        ...connector({ name: 'shared' }, hosting),
        name,
        app: { create: { displayName: name } },
      });
      const using = connector({ name: 'shared', create: false });
      const elsewhere = { delivery: 'terraform', cluster: { kubeconfig: { context: 'elsewhere' } } };
      const namespaceWith = async (other: ConnectorInput) =>
        (await clusterOf([using, other], '--connector=wiki')).find(({ name }) => name === 'namespace');
      expect(await namespaceWith(maker('other'))).toEqual(ok('namespace', 'shared will be made'));
      expect(await namespaceWith(maker('other', elsewhere))).toMatchObject({ state: 'failed' });
    });

    test('that somebody else has made it, and all its levels', async () => {
      const label = (mode: string) => `pod-security.kubernetes.io/${mode}`;
      await makeNamespace('strange', { [label('warn')]: 'baseline', [label('enforce')]: 'privileged' });
      expect(await clusterOf(connector({ name: 'strange' }))).toEqual([
        answers,
        {
          name: 'namespace',
          state: 'failed',
          message: 'strange is there already, made by somebody else: a deployment would fail to make it.',
          remedy:
            'Write hosting.namespace.create: false, choose another name, or have Terraform take it over with hosting.adopt: [Namespace].',
        },
        ok('pod security', 'enforce: privileged, warn: baseline; the workload keeps to restricted'),
        allowed('strange'),
        unowned,
        admitted,
        unchanged,
      ]);
    });
  });

  describe('of a login that is not the administrator’s says', () => {
    /** A connector that is deployed as somebody with these rights in the namespace only. */
    const as = async (namespace: string, rules: readonly object[]) => {
      await makeNamespace(namespace);
      const path = join(world.folder, `${namespace}.kubeconfig`);
      await limitedLogin(world.cluster, namespace, rules, path);
      return connector(
        { name: namespace, create: false },
        { cluster: { kubeconfig: { path, context: contextName } } },
      );
    };
    const verbs = ['get', 'create', 'patch', 'delete'];
    const enough = [
      { apiGroups: [''], resources: ['serviceaccounts', 'secrets'], verbs },
      { apiGroups: ['apps'], resources: ['deployments'], verbs },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ];
    const unseen = (namespace: string) => ({
      ...skipped(
        'namespace',
        `kubectl: Error from server (Forbidden): namespaces "${namespace}" is forbidden: User "system:serviceaccount:${namespace}:deployer" cannot get resource "namespaces" in API group "" in the namespace "${namespace}"`,
      ),
      remedy: 'Ask the cluster’s administrators for that right.',
    });

    test('that it has the rights for a namespace that others make', async () => {
      expect(await clusterOf(await as('just-enough', enough))).toEqual([
        answers,
        unseen('just-enough'),
        allowed('just-enough'),
        admitted,
        unchanged,
      ]);
    });

    test('which rights it lacks', async () => {
      const [first, , ...others] = enough;
      const rules = [{ ...first, resources: ['serviceaccounts'] }, ...others.slice(0, 1)];
      const found = await clusterOf(
        await as('too-little', [
          ...rules,
          { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
        ]),
      );
      expect(found).toEqual([
        answers,
        unseen('too-little'),
        {
          name: 'rights',
          state: 'failed',
          message:
            'This login may not, in the namespace too-little: create, patch and delete deployments.apps; get, create, patch and delete secrets; list pods.',
          remedy: 'Ask the cluster’s administrators for these rights.',
        },
        skipped(
          'admission',
          'a dry run needs the rights to create and patch deployments.apps; create and patch secrets',
        ),
      ]);
    });
  });

  describe('of what the cluster admits says', () => {
    /** Has the API server judge Deployments of a namespace. */
    const policy = async (namespace: string, action: 'Deny' | 'Warn') => {
      await makeNamespace(namespace);
      await requireTeams(world.cluster, namespace, action);
    };
    const admission = async (input: ConnectorInput, ...args: readonly string[]) =>
      (await clusterOf(input, ...args)).find(({ name }) => name === 'admission');

    test('that a policy refuses the workload', async () => {
      await policy('strict', 'Deny');
      expect(await admission(connector({ name: 'strict', create: false }))).toEqual({
        name: 'admission',
        state: 'failed',
        message: `kubectl: The deployments "baton-wiki" is invalid: : ValidatingAdmissionPolicy 'strict' with binding 'strict' denied request: Deployments name their team`,
        remedy: 'Mend what it names, or ask the cluster’s administrators.',
      });
      const labelled = connector({ name: 'strict', create: false }, { labels: { team: 'identity' } });
      expect(await admission(labelled)).toEqual(admitted);
    });

    test('what it warns of', async () => {
      await policy('mild', 'Warn');
      expect(await admission(connector({ name: 'mild', create: false }))).toEqual(
        ok(
          'admission',
          `a dry run admits the workload, and warns: Validation failed for ValidatingAdmissionPolicy 'mild' with binding 'mild': Deployments name their team`,
        ),
      );
    });

    test('of GitOps, where the cluster is named: whoever deploys has the rights', async () => {
      await apply(gitops({ name: 'by-gitops' }));
      const found = await clusterOf(gitops({ name: 'by-gitops' }), ...here());
      expect(found).toEqual([answers, ok('namespace', 'by-gitops is there'), restricted, admitted]);
    });

    test('that nobody brings ExternalSecrets', async () => {
      const external = gitops(
        { name: 'by-gitops' },
        {
          from: 'external-secrets',
          store: { name: 'vault' },
          keys: { clientId: { key: 'a' }, clientSecret: { key: 'b' }, apiKey: { key: 'c' } },
        },
      );
      expect(await admission(external, ...here())).toEqual({
        name: 'admission',
        state: 'failed',
        message:
          'kubectl: resource mapping not found for name: "baton-wiki-secrets" namespace: "by-gitops" from "STDIN": no matches for kind "ExternalSecret" in version "external-secrets.io/v1"',
        remedy: 'Install what brings that kind: the External Secrets Operator brings ExternalSecret.',
      });
    });
  });

  describe('where the cluster cannot be asked', () => {
    test('says so: GitOps, and nobody names it', async () => {
      expect(await clusterOf(gitops({ name: 'wiki' }))).toEqual([
        {
          name: 'cluster',
          state: 'skipped',
          message: 'wiki is delivered by GitOps.',
          remedy: 'Name its cluster with --context.',
        },
      ]);
    });

    test('says so: no such context', async () => {
      const cluster = { kubeconfig: { path: world.cluster.kubeconfig, context: 'nowhere' } };
      expect(await clusterOf(connector({ name: 'wiki' }, { cluster }))).toEqual([
        {
          name: 'cluster',
          state: 'failed',
          message: 'kubectl: context "nowhere" does not exist',
          remedy: 'List the contexts with "kubectl config get-contexts".',
        },
      ]);
    });

    test('says so: nobody answers', async () => {
      const config = await readFile(world.cluster.kubeconfig, 'utf8');
      const path = join(world.folder, 'elsewhere.kubeconfig');
      await writeFile(path, config.replace(/127[.]0[.]0[.]1:\d+/, `127.0.0.1:${await freePort()}`));
      const cluster = { kubeconfig: { path, context: contextName } };
      expect(await clusterOf(connector({ name: 'wiki' }, { cluster }))).toEqual([
        {
          name: 'cluster',
          state: 'failed',
          message: expect.stringMatching(
            /^kubectl: The connection to the server 127[.]0[.]0[.]1:\d+ was refused/,
          ),
          remedy: 'Check that the cluster can be reached from here.',
        },
      ]);
    });
  });
});
