import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import { KubernetesWorkload } from '../../src/constructs/kubernetes-workload.ts';
import { filesOf, replaceFolder } from '../../src/kubernetes/manifest-files.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { blindSecretRevision } from '../../src/kubernetes/secrets.ts';
import { synthesise } from '../constructs/synthesise.ts';
import { built } from '../peers/built.ts';
import { contextName } from '../peers/cluster.ts';
import { clusterPeers, conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { selfHostedOf } from '../support/configs.ts';
import { describeWith, program } from '../support/programs.ts';
import { configurations, existingNamespace } from './configurations.ts';
import { type Live, neutral } from './live.ts';
import { World } from './world.ts';

const providers = [built(conductoroneProvider), built(kubernetesProvider)];
const needs = [program('terraform'), program('kubectl'), ...providers, ...clusterPeers.map(built)];

/** Any other number looks at other configurations. */
const seed = 20_261_123;
const count = 48;

/** Objects by kind, namespace and name. */
type Objects = Readonly<Record<string, Live>>;

/** What became of some connectors. */
interface Translated {
  /** What Terraform and kubectl complained about. */
  readonly failures: readonly string[];
  /** The live objects that Terraform made. */
  readonly terraform: Objects;
  /** What they would be if their manifests replaced them, as Kustomize and as kubectl alone read those. */
  readonly kustomize: Objects;
  readonly kubectl: Objects;
}

describeWith(needs, 'whatever the configuration', () => {
  let world: World;
  let stackFolder: string;

  beforeAll(async () => {
    world = await World.start({ cluster: true });
    stackFolder = join(world.outdir, 'stacks', 'parity');
    await mkdir(stackFolder, { recursive: true });
    await world.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: existingNamespace } });
  });
  afterAll(() => world.stop());

  /** Lets Terraform bring the cluster to these connectors, from whatever an earlier call has brought it to. */
  const apply = async (connectors: readonly SelfHostedConnectorConfig[]) => {
    const { cluster } = world;
    const json = synthesise((stack) => {
      new KubernetesProvider(stack, 'kubernetes', {
        configPath: cluster.kubeconfig,
        configContext: contextName,
      });
      const variable = (name: string, value: string) =>
        new TerraformVariable(stack, name, { type: 'string', default: value }).stringValue;
      // What the template of a Secret says in the place of each: so Secrets can be compared, too.
      const secret = {
        clientId: variable('client_id', '<ConductorOne client id>'),
        clientSecret: variable('client_secret', '<ConductorOne client secret>'),
        apiKey: variable('api_key', '<Confluence API token>'),
      };
      for (const connector of connectors) {
        const secretIdentity = variable(`identity_of_${connector.name}`, blindSecretRevision(connector));
        new KubernetesWorkload(stack, connector.name, { connector, secret, secretIdentity });
      }
      for (const construct of stack.node.findAll()) {
        // The pods ask for nodes and priorities that only the generator knows: they never start.
        if (construct instanceof DeploymentV1) construct.waitForRollout = false;
      }
    });
    await writeFile(join(stackFolder, 'cdk.tf.json'), JSON.stringify(json, null, 2));
    await world.terraform('parity', ['init', '-input=false']);
    const options = ['-auto-approve', '-input=false', '-no-color', '-parallelism=20'];
    return world.terraform('parity', ['apply', ...options]);
  };

  const translate = async (connectors: readonly SelfHostedConnectorConfig[]): Promise<Translated> => {
    const applied = await apply(connectors);
    const live = await world.cluster.get(
      'namespace,deployment,serviceaccount,networkpolicy,poddisruptionbudget,secret',
      '--all-namespaces',
      '--selector=app.kubernetes.io/managed-by=confluence-connector',
    );

    const folder = join(world.folder, 'deploy');
    const files = new Map(connectors.map((connector) => [connector.name, manifests(connector)]));
    await replaceFolder(folder, files);
    const resources = [...filesOf(files).keys()].filter((path) => !path.endsWith('kustomization.yaml'));
    await writeFile(join(folder, 'kustomization.yaml'), stringify({ resources }));
    const replace = async (...args: readonly string[]) => {
      for (;;) {
        const result = await world.cluster.kubectl('replace', '--dry-run=server', '--output=json', ...args);
        // kubectl reads an object's version before it writes; a controller may have written in between.
        if (!/the object has been modified/.test(result.stderr)) return result;
      }
    };
    const kustomize = await replace('--kustomize', folder);
    const kubectl = await replace(...resources.map((path) => `--filename=${join(folder, path)}`));

    return {
      failures: [applied, kustomize, kubectl]
        .filter(({ exitCode }) => exitCode !== 0)
        .map(({ stderr }) => stderr),
      terraform: byName(live.items),
      kustomize: byName(printed(kustomize.stdout)),
      kubectl: byName(printed(kubectl.stdout)),
    };
  };

  const connectors = fc.sample(configurations, { seed, numRuns: 6 * count }).map(selfHostedOf);
  const chosen = compatible(connectors).slice(0, count);

  test(`Terraform makes the objects that the manifests describe (${count} configurations)`, async () => {
    expect(chosen).toHaveLength(count);
    const translated = await translate(chosen);
    // All at once is quick. One that fails is tried on its own, so that fast-check can make it small.
    const property = fc.asyncProperty(configurations, async (input) => {
      // What is left of the try before, so that none depends on another.
      await world.cluster.kubectl('delete', 'deployment', '--all', '--all-namespaces');
      expectSame(await translate([selfHostedOf(input)]));
    });
    for (const connector of chosen.filter(({ name }) => !isSame(translated, name))) {
      const path = String(connectors.indexOf(connector));
      await fc.assert(property, { seed, path, numRuns: 1, interruptAfterTimeLimit: 300_000 });
    }
    expectSame(translated);
    expect(await world.plan('parity')).toEqual({});
  });

  test('Terraform turns them into those of any other configuration', async () => {
    const changed = chosen.map(({ name, hosting: { namespace, imagePullSecrets } }, index) => {
      const { hosting, ...other } = chosen[(index + 1) % count] as SelfHostedConnectorConfig;
      // The provider never takes the last of these away (hashicorp/terraform-provider-kubernetes#2445).
      const pullSecrets = hosting.imagePullSecrets.length > 0 ? hosting.imagePullSecrets : imagePullSecrets;
      return { ...other, name, hosting: { ...hosting, namespace, imagePullSecrets: pullSecrets } };
    });
    expectSame(await translate(changed));
    expect(await world.plan('parity')).toEqual({});
  });
});

function expectSame({ failures, terraform, kustomize, kubectl }: Translated): void {
  expect(failures).toEqual([]);
  expect(terraform).toEqual(kustomize);
  expect(terraform).toEqual(kubectl);
}

/** Whether a connector's objects are there, and the same in every translation. */
function isSame({ terraform, kustomize, kubectl }: Translated, connector: string): boolean {
  const own = (objects: Objects) =>
    Object.values(objects).filter(({ metadata }) => metadata.labels?.['app'] === `baton-${connector}`);
  return (
    own(terraform).some(({ kind }) => kind === 'Deployment') &&
    isDeepStrictEqual(own(terraform), own(kustomize)) &&
    isDeepStrictEqual(own(terraform), own(kubectl))
  );
}

/** What kubectl prints of several objects: one after the other, not a list. */
function printed(json: string): readonly Live[] {
  return JSON.parse(`[${json.replace(/^\}\n\{/gm, '},{')}]`);
}

function byName(objects: readonly Live[]): Objects {
  return Object.fromEntries(
    objects
      .map((object) => {
        const { namespace = '', name } = object.metadata;
        return [`${object.kind} ${namespace}/${name}`, neutral(object)] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Those that can be in one cluster together: no earlier one has the same name, or makes the same namespace. */
function compatible(connectors: readonly SelfHostedConnectorConfig[]): readonly SelfHostedConnectorConfig[] {
  const taken = new Set<string>();
  return connectors.filter(({ name, hosting: { namespace } }) => {
    const claims = [`name ${name}`, ...(namespace.create ? [`namespace ${namespace.name}`] : [])];
    if (claims.some((claim) => taken.has(claim))) return false;
    for (const claim of claims) taken.add(claim);
    return true;
  });
}
