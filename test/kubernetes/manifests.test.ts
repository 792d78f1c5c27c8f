import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import {
  appliedFiles,
  awaitedFiles,
  type Manifests,
  manifests,
  possibleFiles,
} from '../../src/kubernetes/manifests.ts';
import { blindSecretRevision, secretTemplate } from '../../src/kubernetes/secrets.ts';
import { workload } from '../../src/kubernetes/workload.ts';
import { hosted } from './connectors.ts';
import { deliveries, externalSecrets, objectsIn, resourcesOf, titles } from './printed.ts';

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
  const secretRead = (connector: SelfHostedConnectorConfig) =>
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
