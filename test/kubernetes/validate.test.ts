import { describe, expect, test } from '@jest/globals';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { networkPolicy } from '../../src/kubernetes/network-policy.ts';
import { secretTemplate } from '../../src/kubernetes/secrets.ts';
import { type ApiObject, validate } from '../../src/kubernetes/validate.ts';
import { workload } from '../../src/kubernetes/workload.ts';
import { messageOf } from '../support/errors.ts';
import { everyOption, hosted } from './connectors.ts';

/** A copy of an object with another value at a path; undefined takes the field away. */
function withValue(object: ApiObject, path: readonly (string | number)[], value: unknown): ApiObject {
  const copy = structuredClone(object);
  const parent = path.slice(0, -1).reduce<object>((node, key) => Reflect.get(node, key), copy);
  const key = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
  return copy;
}

const objects = {
  deployment: deployment(hosted(), '1'),
  networkPolicy: networkPolicy(hosted()),
  secret: secretTemplate(hosted({ secrets: { from: 'template' } })),
  externalSecret: {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'baton-confluence-secrets' },
    spec: { secretStoreRef: { name: 'vault', kind: 'SecretStore' } },
  },
  namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'conductorone' } },
  serviceAccount: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'baton-confluence' } },
} satisfies Record<string, ApiObject & { readonly spec?: object }>;

const {
  deployment: good,
  networkPolicy: policy,
  secret,
  externalSecret,
  namespace,
  serviceAccount,
} = objects;
const container = ['spec', 'template', 'spec', 'containers', 0];

test.each(Object.entries(objects))('%s is valid', (_, object) => {
  expect(() => validate(object)).not.toThrow();
});

test.each([
  [
    'a label that is a boolean',
    good,
    ['metadata', 'labels', 'baton'],
    true,
    'data/metadata/labels/baton must be string',
  ],
  ['text for a number', good, ['spec', 'replicas'], '1', 'data/spec/replicas must be integer'],
  ['no selector', good, ['spec', 'selector'], undefined, 'data/spec must have required property selector'],
  [
    'a number for text',
    good,
    [...container, 'env', 0, 'value'],
    3,
    'data/spec/template/spec/containers/0/env/0/value must be string',
  ],
  [
    'a container without a name',
    good,
    [...container, 'name'],
    undefined,
    'data/spec/template/spec/containers/0 must have required property name',
  ],
  [
    'an old version',
    good,
    ['apiVersion'],
    'apps/v1beta1',
    'data/apiVersion must be equal to one of the allowed values',
  ],
  ['a selector that is text', policy, ['spec', 'podSelector'], 'app', 'data/spec/podSelector must be object'],
  [
    'a number in a Secret',
    secret,
    ['stringData', 'BATON_API_KEY'],
    5,
    'data/stringData/BATON_API_KEY must be string',
  ],
  [
    'an unknown kind of store',
    externalSecret,
    ['spec', 'secretStoreRef', 'kind'],
    'Store',
    'data/spec/secretStoreRef/kind must be equal to one of the allowed values',
  ],
  [
    'a version no longer served',
    externalSecret,
    ['apiVersion'],
    'external-secrets.io/v1beta1',
    'data/apiVersion must be equal to one of the allowed values',
  ],
  ['labels that are text', namespace, ['metadata', 'labels'], 'x', 'data/metadata/labels must be object'],
  [
    'text for a boolean',
    serviceAccount,
    ['automountServiceAccountToken'],
    'no',
    'data/automountServiceAccountToken must be boolean',
  ],
] as const)('%s is not valid', (_, object, path, value, message) => {
  const name = `${object.kind} ${object.metadata?.name}`;
  expect(messageOf(() => validate(withValue(object, path, value)))).toBe(`${name} is not valid: ${message}`);
});

test('everything wrong is reported at once', () => {
  const broken = withValue(withValue(good, ['spec', 'replicas'], '1'), ['spec', 'paused'], 'no');
  expect(messageOf(() => validate(broken))).toBe(
    'Deployment baton-confluence is not valid: data/spec/paused must be boolean, data/spec/replicas must be integer',
  );
});

test.each(['Deploymnt', 'Pod', 'toString'])('unknown kind %s is refused', (kind) => {
  expect(messageOf(() => validate({ apiVersion: 'v1', kind }))).toBe(
    `No schema of v1 ${kind} to check it against.`,
  );
});

describe('whatever is built is checked', () => {
  /** A validated model that went wrong on the way. */
  const broken = (hosting: object) => ({ ...everyOption, hosting: { ...everyOption.hosting, ...hosting } });

  test('a workload', () => {
    const connector = broken({ labels: { team: true } });
    expect(messageOf(() => workload(connector, '1'))).toBe(
      'Namespace connectors is not valid: data/metadata/labels/team must be string',
    );
  });

  test('a template', () => {
    const connector = { ...broken({ secrets: { from: 'template' } }), username: 5 as unknown as string };
    expect(messageOf(() => manifests(connector))).toBe(
      'Secret baton-confluence-eu-secrets is not valid: data/stringData/BATON_USERNAME must be string',
    );
  });
});
