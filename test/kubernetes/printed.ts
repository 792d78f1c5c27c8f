import { parse, parseAllDocuments } from 'yaml';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import type { Manifests } from '../../src/kubernetes/manifests.ts';
import type { ApiObject } from '../../src/kubernetes/validate.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';
import { everyOption, hosted } from './connectors.ts';

export interface Printed extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The objects in files, as a reader of YAML 1.1 sees them. */
export function objectsIn(texts: Iterable<string>): readonly Printed[] {
  return [...texts].flatMap((text) =>
    parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Printed),
  );
}

/** The objects that a folder's kustomization names. */
export function resourcesOf(files: Manifests): readonly Printed[] {
  const { resources } = parse(files.get('kustomization.yaml') ?? '') as { readonly resources: string[] };
  return objectsIn(resources.map((path) => files.get(path) ?? ''));
}

export const titles = (objects: readonly Printed[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

export const externalSecrets = {
  from: 'external-secrets',
  store: { name: 'vault' },
  keys: { clientId: { key: 'id' }, clientSecret: { key: 'secret' }, apiKey: { key: 'token' } },
} as const;

const workloadObjects = [
  'ServiceAccount baton-confluence',
  'Deployment baton-confluence',
  'NetworkPolicy baton-confluence',
];

export const deliveries: readonly (readonly [
  delivery: string,
  connector: SelfHostedConnectorConfig,
  files: readonly string[],
  applied: readonly string[],
])[] = [
  [
    'secrets from existing',
    hosted(),
    ['namespace.yaml', 'baton-confluence.yaml', 'kustomization.yaml'],
    ['Namespace conductorone', ...workloadObjects],
  ],
  [
    'secrets from external-secrets',
    hosted({ secrets: externalSecrets }),
    ['namespace.yaml', 'baton-confluence-secrets.yaml', 'baton-confluence.yaml', 'kustomization.yaml'],
    ['Namespace conductorone', 'ExternalSecret baton-confluence-secrets', ...workloadObjects],
  ],
  [
    'secrets from template',
    hosted({ secrets: { from: 'template' } }),
    [
      'namespace.yaml',
      'baton-confluence.yaml',
      'kustomization.yaml',
      'template/baton-confluence-secrets.yaml',
    ],
    ['Namespace conductorone', ...workloadObjects],
  ],
  [
    'delivery: terraform',
    selfHostedOf(terraform),
    [
      'namespace.yaml',
      'baton-confluence.yaml',
      'kustomization.yaml',
      'template/baton-confluence-secrets.yaml',
    ],
    ['Namespace conductorone', ...workloadObjects],
  ],
  [
    'namespace.create: false',
    hosted({ namespace: { create: false } }),
    ['baton-confluence.yaml', 'kustomization.yaml'],
    workloadObjects,
  ],
  [
    'networkPolicy: false',
    hosted({ networkPolicy: false }),
    ['namespace.yaml', 'baton-confluence.yaml', 'kustomization.yaml'],
    ['Namespace conductorone', 'ServiceAccount baton-confluence', 'Deployment baton-confluence'],
  ],
  [
    'every option',
    everyOption,
    ['namespace.yaml', 'baton-confluence-eu.yaml', 'kustomization.yaml'],
    [
      'Namespace connectors',
      'ServiceAccount baton-confluence-eu',
      'Deployment baton-confluence-eu',
      'NetworkPolicy baton-confluence-eu',
      'PodDisruptionBudget baton-confluence-eu',
    ],
  ],
];
