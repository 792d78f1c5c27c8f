import { expect, test } from '@jest/globals';
import { labels, metadata } from '../../src/kubernetes/metadata.ts';
import { everyOption, hosted } from './connectors.ts';

test('the user’s labels never replace those that selectors and the vendor’s page depend on', () => {
  const { hosting, ...others } = hosted();
  const taken = { ...labels(hosted()), team: 'identity' };
  const replacing = Object.fromEntries(Object.keys(taken).map((key) => [key, 'mine']));
  expect(labels({ ...others, hosting: { ...hosting, labels: replacing } })).toEqual({
    ...taken,
    team: 'mine',
  });
});

test('no label by which Argo CD tells whose an object is', () => {
  expect(labels(everyOption)).not.toHaveProperty(['app.kubernetes.io/instance']);
});

test('an object is named like the workload unless told otherwise', () => {
  const rest = {
    namespace: 'connectors',
    labels: labels(everyOption),
    annotations: { 'acme.com/contact': 'identity@acme.com' },
  };
  expect(metadata(everyOption)).toEqual({ name: 'baton-confluence-eu', ...rest });
  expect(metadata(everyOption, 'other')).toEqual({ name: 'other', ...rest });
});

test('no annotations where the user wants none', () => {
  expect(metadata(hosted())).not.toHaveProperty('annotations');
});
