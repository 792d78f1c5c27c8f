import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parse, parseAllDocuments } from 'yaml';
import type { SelfHostedConnector } from '../../src/config/schema.ts';
import { replaceFolder } from '../../src/kubernetes/files.ts';
import {
  appliedFiles,
  awaitedFiles,
  type Manifests,
  manifests,
  possibleFiles,
} from '../../src/kubernetes/manifests.ts';
import { blindSecretRevision, secretTemplate } from '../../src/kubernetes/secrets.ts';
import type { ApiObject } from '../../src/kubernetes/validate.ts';
import { workload } from '../../src/kubernetes/workload.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';
import { temporaryFolder } from '../support/files.ts';
import { describeWith, program } from '../support/programs.ts';
import { everyOption, hosted } from './connectors.ts';

interface Printed extends ApiObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The objects in files, as a reader of YAML 1.1 sees them. */
function objectsIn(texts: Iterable<string>): readonly Printed[] {
  return [...texts].flatMap((text) =>
    parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Printed),
  );
}

/** The objects that a folder's kustomization names. */
function resourcesOf(files: Manifests): readonly Printed[] {
  const { resources } = parse(files.get('kustomization.yaml') ?? '') as { readonly resources: string[] };
  return objectsIn(resources.map((path) => files.get(path) ?? ''));
}

const titles = (objects: readonly Printed[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const externalSecrets = {
  from: 'external-secrets',
  store: { name: 'vault' },
  keys: { clientId: { key: 'id' }, clientSecret: { key: 'secret' }, apiKey: { key: 'token' } },
} as const;

const workloadObjects = [
  'ServiceAccount baton-confluence',
  'Deployment baton-confluence',
  'NetworkPolicy baton-confluence',
];

const deliveries: readonly (readonly [
  delivery: string,
  connector: SelfHostedConnector,
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

describe.each(deliveries)('%s', (_, connector, files, applied) => {
  const made = manifests(connector);
  const template = [...made].filter(([path]) => path.startsWith('template/'));

  test('makes these files', () => {
    expect([...made.keys()]).toEqual(files);
  });

  test('the kustomization applies these objects', () => {
    expect(parse(made.get('kustomization.yaml') ?? '')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files.filter((path) => path !== 'kustomization.yaml' && !path.startsWith('template/')),
    });
    expect(titles(resourcesOf(made))).toEqual(applied);
  });

  test('applied are the files that the kustomization names, in its order', () => {
    const { resources } = parse(made.get('kustomization.yaml') ?? '');
    expect(appliedFiles(made)).toEqual(resources.map((path: string) => [path, made.get(path)]));
  });

  test('the objects are the workload', () => {
    const { namespace, serviceAccount, deployment, networkPolicy, disruptionBudget } = workload(
      connector,
      blindSecretRevision(connector),
    );
    expect(resourcesOf(made).filter(({ kind }) => kind !== 'ExternalSecret')).toEqual(
      [namespace, serviceAccount, deployment, networkPolicy, disruptionBudget].filter(
        (object) => object !== undefined,
      ),
    );
  });

  test('every object but the namespace names the namespace', () => {
    const objects = [...resourcesOf(made), ...objectsIn(template.map(([, text]) => text))];
    for (const { kind, metadata } of objects) {
      expect({ kind, namespace: metadata.namespace }).toEqual({
        kind,
        namespace: kind === 'Namespace' ? undefined : connector.hosting.namespace.name,
      });
    }
  });

  test('apiVersion, kind and metadata come first', () => {
    for (const [path, text] of made) {
      for (const document of text.split('---\n')) {
        const keys = document.match(/^[A-Za-z]+(?=:)/gm)?.slice(0, 3);
        expect({ path, keys }).toEqual({
          path,
          keys: ['apiVersion', 'kind', path === 'kustomization.yaml' ? 'resources' : 'metadata'],
        });
      }
    }
  });

  test('the same connector gives the same bytes', () => {
    expect([...manifests(structuredClone(connector))]).toEqual([...made]);
  });
});

test('a file of the user’s is named in the kustomization, and is not among those written', () => {
  const secrets = { from: 'file', path: 'sealed/credentials.yaml' } as const;
  const files = manifests(hosted({ secrets }));
  const others = (all: Manifests) => [...all].filter(([path]) => path !== 'kustomization.yaml');
  expect(others(files)).toEqual(others(manifests(hosted({ secrets: { from: 'template' } }))));
  expect(parse(files.get('kustomization.yaml') ?? '')).toHaveProperty('resources', [
    'namespace.yaml',
    'baton-confluence.yaml',
    'sealed/credentials.yaml',
  ]);
  expect(awaitedFiles(files)).toEqual(['sealed/credentials.yaml']);
});

test('no other delivery awaits a file, and none writes one that is not possible', () => {
  for (const [, connector] of deliveries) {
    const files = manifests(connector);
    expect(awaitedFiles(files)).toEqual([]);
    expect(possibleFiles(connector.name)).toEqual(expect.arrayContaining([...files.keys()]));
  }
});

test('the template says what to do with it', () => {
  const connector = hosted({ secrets: { from: 'template' } });
  const text = manifests(connector).get('template/baton-confluence-secrets.yaml') ?? '';
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([
    '# A template: fill in the placeholders, encrypt the result (SOPS, Sealed Secrets) or apply it by hand,',
    '# and never commit it in the clear. The kustomization leaves it out.',
  ]);
  expect(parse(text)).toEqual(secretTemplate(connector));
});

test('the Deployment reads the Secret that the delivery makes', () => {
  const secretRead = (connector: SelfHostedConnector) =>
    manifests(connector)
      .get('baton-confluence.yaml')
      ?.match(/secretRef:\n +name: (.*)/)?.[1];
  expect(deliveries.slice(0, 4).map(([delivery, connector]) => [delivery, secretRead(connector)])).toEqual([
    ['secrets from existing', 'confluence-credentials'],
    ['secrets from external-secrets', 'baton-confluence-secrets'],
    ['secrets from template', 'baton-confluence-secrets'],
    ['delivery: terraform', 'baton-confluence-secrets'],
  ]);
});

test('two connectors in one namespace share no object, no file and no pod', () => {
  const [first, second] = ['confluence', 'confluence-secrets'].map((name, index) => {
    const files = manifests(
      hosted({ secrets: externalSecrets, namespace: { create: index === 0 } }, { name }),
    );
    return { paths: [...files.keys()], objects: resourcesOf(files) };
  });
  if (!first || !second) throw new Error('Two connectors.');
  const common = (a: readonly string[], b: readonly string[]) => a.filter((it) => b.includes(it));
  expect(common(titles(first.objects), titles(second.objects))).toEqual([]);
  const selectors = [first, second].map(
    ({ objects }) => JSON.stringify(objects).match(/"matchLabels":\{[^}]*\}/g) ?? [],
  );
  expect(selectors).toEqual([
    ['"matchLabels":{"app":"baton-confluence"}', '"matchLabels":{"app":"baton-confluence"}'],
    ['"matchLabels":{"app":"baton-confluence-secrets"}', '"matchLabels":{"app":"baton-confluence-secrets"}'],
  ]);
});

describeWith([program('kubectl')], 'kubectl kustomize', () => {
  test('builds every folder and yields the same objects', async () => {
    const folder = await temporaryFolder();
    const all = new Map(deliveries.map(([, connector], index) => [`${index}`, manifests(connector)]));
    await replaceFolder(join(folder, 'manifests'), all);
    for (const [name, files] of all) {
      const { stdout } = await execa('kubectl', ['kustomize', join(folder, 'manifests', name)]);
      const byTitle = (objects: readonly Printed[]) =>
        new Map(objects.map((object, index) => [titles(objects)[index], object]));
      expect(byTitle(objectsIn([stdout]))).toEqual(byTitle(resourcesOf(files)));
    }
  });

  test('reads text that looks like something else as text', async () => {
    const texts = [
      'yes',
      'n',
      '012',
      '0o14',
      '0X1F',
      '1e_3',
      '12:30:45',
      '=',
      '<<',
      '~',
      '',
      ' x',
      'a\nb\n',
      'é😀',
    ];
    const annotations = Object.fromEntries(texts.map((text, index) => [`a${index}`, text]));
    const labels = { y: 'n', '012': '1e3' };
    const folder = join(await temporaryFolder(), 'manifests');
    await replaceFolder(folder, new Map([['confluence', manifests(hosted({ annotations, labels }))]]));
    const { stdout } = await execa('kubectl', ['kustomize', join(folder, 'confluence')]);
    expect(objectsIn([stdout]).find(({ kind }) => kind === 'ServiceAccount')?.metadata).toMatchObject({
      annotations,
      labels,
    });
  });
});
