import { describe, expect, test } from '@jest/globals';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { disruptionBudget } from '../../src/kubernetes/disruption-budget.ts';
import { networkPolicy } from '../../src/kubernetes/network-policy.ts';
import { terraformDeployment } from '../../src/kubernetes/terraform/deployment.ts';
import { terraformDisruptionBudget } from '../../src/kubernetes/terraform/disruption-budget.ts';
import { terraformMetadata } from '../../src/kubernetes/terraform/metadata.ts';
import { terraformNetworkPolicy } from '../../src/kubernetes/terraform/network-policy.ts';
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

const translations = [
  ['Deployment', deployment(everyOption, '7'), terraformDeployment],
  ['NetworkPolicy', networkPolicy(everyOption), terraformNetworkPolicy],
  ['PodDisruptionBudget', disruptionBudget(everyOption), terraformDisruptionBudget],
] as const satisfies readonly (readonly [string, object, (object: never) => object])[];

describe.each(translations)('%s', (_, object, translation) => {
  const translate = translation as (object: object) => object;
  const places = objectsOf(object)
    .map(([path]) => path)
    .filter((path) => !maps.test(String(path.at(-1))));

  test('every value of the object, and nothing else, is in the resource', () => {
    expect(leavesOf(translate(object))).toEqual(terraformLeavesOf(object));
  });

  test.each(places.map((path) => [path.join('.') || 'the object itself', path] as const))(
    'an unknown field in %s is refused',
    (_, path) => {
      expect(messageOf(() => translate(withSurprise(object, path, true)))).toMatch(
        /^[\w .]+: no translation to Terraform for surprise\.$/,
      );
      expect(translate(withSurprise(object, path, undefined))).toEqual(translate(object));
    },
  );
});

test('the refusal names the object and every field', () => {
  const { spec, ...rest } = networkPolicy(hosted());
  const object = { ...rest, spec: { ...spec, podSelector: {}, ingress: [], matchExpressions: [] } };
  expect(messageOf(() => terraformNetworkPolicy(object))).toBe(
    'NetworkPolicy.spec: no translation to Terraform for ingress, matchExpressions.',
  );
});

test('a connector without options is translated as completely', () => {
  const object = deployment(hosted(), '1');
  expect(leavesOf(terraformDeployment(object))).toEqual(terraformLeavesOf(object));
});

test('numbers that Terraform knows as text are text', () => {
  const connector = { ...everyOption, hosting: { ...everyOption.hosting, platform: 'kubernetes' } } as const;
  const { spec } = terraformDeployment(deployment(connector, '7'));
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

test.each([
  [
    'Deployment',
    () => terraformDeployment({ apiVersion: 'apps/v1', kind: 'Deployment' }),
    'Deployment: spec is missing.',
  ],
  [
    'pod template',
    () =>
      terraformDeployment({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { selector: {}, template: {} },
      }),
    'Deployment.spec.template: spec is missing.',
  ],
])('a %s without a spec is refused', (_, translate, message) => {
  expect(messageOf(translate)).toBe(message);
});

test('metadata: name, namespace, labels and annotations', () => {
  const metadata = { name: 'a', namespace: 'b', labels: { c: 'd' }, annotations: { e: 'f' } };
  expect(terraformMetadata(metadata, 'Secret')).toEqual(metadata);
  expect(messageOf(() => terraformMetadata(withSurprise(metadata, [], 'x'), 'Secret'))).toBe(
    'Secret.metadata: no translation to Terraform for surprise.',
  );
});
