import * as bindings from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { describe, expect, test } from '@jest/globals';
import { Token } from 'cdktf';
import fc from 'fast-check';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IContainer, IPodSpec } from 'kubernetes-models/v1';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { argumentFor, type Configs } from '../../src/kubernetes/terraform/bindings.ts';
import { terraformConfig } from '../../src/kubernetes/terraform/translate.ts';
import { workload } from '../../src/kubernetes/workload.ts';
import { messageOf } from '../support/errors.ts';
import { everyOption, hosted } from './connectors.ts';
import { leavesOf, objectsOf, type Path, terraformLeavesOf } from './leaves.ts';

/** Maps whose keys are the user's own. */
const maps = /^(?:annotations|labels|limits|matchLabels|nodeSelector|requests)$/;

/** A copy of an object with one more field in the object at a path. */
function withSurprise<Kind extends object>(object: Kind, path: Path, value: unknown): Kind {
  const copy = structuredClone(object);
  const target = path.reduce<object>((node, key) => Reflect.get(node, key), copy);
  Reflect.set(target, 'surprise', value);
  return copy;
}

/** A Deployment of a pod with these fields. */
function deploymentOf(spec: Partial<IPodSpec>): IDeployment {
  const template = { spec: { containers: [], ...spec } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: {}, template } };
}

/** What a pod becomes. */
function podOf(spec: Partial<IPodSpec>) {
  return terraformConfig(deploymentOf(spec)).spec.template.spec;
}

const { serviceAccount, ...objects } = workload(everyOption, '7');
const { automountServiceAccountToken: _, ...account } = serviceAccount;

describe.each(Object.values({ account, ...objects }).map((object) => [object.kind, object] as const))(
  '%s',
  (kind, object) => {
    const translate = (it: object) => terraformConfig(it as { kind: keyof Configs });
    const places = objectsOf(object)
      .map(([path]) => path)
      .filter((path) => !maps.test(String(path.at(-1))));

    test('every value of the object, and nothing else, is in the resource', () => {
      expect(leavesOf(translate(object))).toEqual(terraformLeavesOf(object));
    });

    test.each(places.map((path) => [path.join('.') || 'the object itself', path] as const))(
      'an unknown field in %s is refused',
      (_, path) => {
        const where = [kind, ...path, 'surprise'].join('.').replace(/\.(\d+)/g, '[$1]');
        for (const value of [true, {}, []]) {
          expect(messageOf(() => translate(withSurprise(object, path, value)))).toBe(
            `${where}: no translation to Terraform.`,
          );
        }
        expect(translate(withSurprise(object, path, undefined))).toEqual(translate(object));
      },
    );
  },
);

test('a connector without options is translated as completely', () => {
  const object = deployment(hosted(), '1');
  expect(leavesOf(terraformConfig(object))).toEqual(terraformLeavesOf(object));
});

test('numbers that Terraform knows as text are text', () => {
  const connector = { ...everyOption, hosting: { ...everyOption.hosting, platform: 'kubernetes' } } as const;
  const { spec } = terraformConfig(deployment(connector, '7'));
  expect(spec).toMatchObject({
    replicas: '2',
    strategy: { rollingUpdate: { maxSurge: '1', maxUnavailable: '0' } },
    template: {
      spec: {
        terminationGracePeriodSeconds: 65,
        securityContext: { runAsUser: '65532', runAsGroup: '65532', fsGroup: '65532' },
        toleration: [{ tolerationSeconds: '60' }, {}],
        container: [{ port: [{ containerPort: 8081 }], livenessProbe: { periodSeconds: 30 } }, {}],
      },
    },
  });
});

test('settings that no connector has yet are translated by the same rules', () => {
  const container: IContainer = {
    name: 'a',
    volumeDevices: [{ name: 'disk', devicePath: '/dev/xvda' }],
    lifecycle: { preStop: { httpGet: { port: 80, httpHeaders: [{ name: 'A', value: 'b' }] } } },
  };
  const projected = {
    defaultMode: 0o440,
    sources: [{ downwardAPI: { items: [{ path: 'a', mode: 0o400, fieldRef: { fieldPath: 'b' } }] } }],
  };
  expect(
    podOf({
      hostPID: false,
      containers: [container],
      readinessGates: [{ conditionType: 'ready' }],
      securityContext: { supplementalGroups: [1, 2], sysctls: [{ name: 'a', value: 'b' }] },
      volumes: [{ name: 'a', projected }],
    }),
  ).toEqual({
    hostPid: false,
    container: [
      {
        name: 'a',
        volumeDevice: [{ name: 'disk', devicePath: '/dev/xvda' }],
        lifecycle: {
          preStop: [{ httpGet: { port: '80', httpHeader: [{ name: 'A', value: 'b' }] } }],
        },
      },
    ],
    readinessGate: [{ conditionType: 'ready' }],
    securityContext: { supplementalGroups: [1, 2], sysctl: [{ name: 'a', value: 'b' }] },
    volume: [
      {
        name: 'a',
        projected: [
          {
            defaultMode: '0440',
            sources: [
              { downwardApi: { items: [{ path: 'a', mode: '0400', fieldRef: { fieldPath: 'b' } }] } },
            ],
          },
        ],
      },
    ],
  });
});

test.each([
  ['hostUsers', { hostUsers: false }],
  ['dnsPolicy', { dnsPolicy: { is: 'no text' } as never }],
  ['hostNetwork', { hostNetwork: 'yes' as never }],
  ['affinity', { affinity: [] as never }],
  ['nodeSelector', { nodeSelector: 'a=b' as never }],
  ['nodeSelector.kubernetes.io/os', { nodeSelector: { 'kubernetes.io/os': {} as never } }],
  ['containers[0].args[1]', { containers: [{ name: 'a', args: ['b', {} as never] }] }],
  ['containers[0].resizePolicy', { containers: [{ name: 'a', resizePolicy: [] }] }],
  [
    'topologySpreadConstraints[0].labelSelector.x',
    {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'a',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { x: 1 } as object,
        },
      ],
    },
  ],
] satisfies [string, Partial<IPodSpec>][])(
  'what the provider has no place for is refused: %s',
  (path, spec) => {
    expect(messageOf(() => podOf(spec))).toBe(
      `Deployment.spec.template.spec.${path}: no translation to Terraform.`,
    );
  },
);

test('empty objects stay: they may mean something', () => {
  expect(
    podOf({
      volumes: [{ name: 'a', emptyDir: {} }],
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'b', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} },
      ],
    }),
  ).toEqual({
    container: [],
    volume: [{ name: 'a', emptyDir: {} }],
    topologySpreadConstraint: [
      { maxSkew: 1, topologyKey: 'b', whenUnsatisfiable: 'DoNotSchedule', labelSelector: [{}] },
    ],
  });
});

test('references stay as they are', () => {
  const [object, number, list] = [Token.asAny('a'), Token.asNumber('b'), Token.asList('c')];
  const text = Token.asString('d');
  const references = {
    nodeName: text,
    nodeSelector: { a: text },
    affinity: object as never,
    hostAliases: object as never,
    securityContext: { runAsUser: number, supplementalGroups: object as never },
    terminationGracePeriodSeconds: number,
    dnsConfig: { searches: list },
  };
  expect(podOf(references)).toEqual({ container: [], ...references });
});

/** Keys of a user's map. `__proto__` is no label and no annotation, and JavaScript would not keep it as a key. */
const keys = fc.string().filter((name) => name !== '__proto__');

/**
 * Random objects of the same shape as an example. Each field may be missing, a list has up to three items, and the keys
 * of a map that belongs to the user are random too.
 * @param key of the field that holds the example
 */
function like(example: unknown, key = ''): fc.Arbitrary<unknown> {
  if (Array.isArray(example)) return fc.array(fc.oneof(...example.map((it) => like(it))), { maxLength: 3 });
  if (typeof example === 'string') return fc.string();
  if (typeof example === 'number') return fc.nat(0o777);
  if (typeof example === 'boolean') return fc.boolean();
  if (maps.test(key)) return fc.dictionary(keys, fc.string(), { maxKeys: 3 });
  const fields = Object.entries(example as object).map(([name, value]) => [name, like(value, name)]);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

/** The scalars in a tree, sorted. */
function scalarsOf(tree: unknown): readonly string[] {
  return leavesOf(tree)
    .map((leaf) => leaf.slice(leaf.indexOf(' = ')))
    .sort();
}

test('whatever fields an object has, none is lost, and the bindings know each', () => {
  const { spec } = deployment(everyOption, '7');
  fc.assert(
    fc.property(like(spec), (spec) => {
      const object = { kind: 'Deployment', spec } as const;
      const config = terraformConfig(object);
      expect(leavesOf(config)).toEqual(terraformLeavesOf(object));
      // They drop what they do not know.
      const written = bindings.deploymentV1SpecToTerraform(config.spec);
      expect(leavesOf(written).length).toBe(leavesOf(config.spec).length);
      expect(scalarsOf(written)).toEqual(scalarsOf(config.spec));
    }),
    { numRuns: 60 },
  );
});

test('every block of the bindings is found from one above it', () => {
  const names = Object.keys(bindings).map((name) => /^d(.*V1Spec.*)ToHclTerraform$/.exec(name)?.[1]);
  const blocks = names.flatMap((name) => (name ? [`D${name}`] : []));
  const found = (block: string) =>
    ['DeploymentV1', ...blocks].some((above) => {
      const field = block.slice(above.length).replace(/^./, (letter) => letter.toLowerCase());
      return block.startsWith(above) && argumentFor(field, above)?.of === block;
    });
  expect(blocks.length).toBeGreaterThan(200);
  expect(blocks.filter((block) => !found(block))).toEqual([]);
});
