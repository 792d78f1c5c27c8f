import { describe, expect, test } from '@jest/globals';
import { blindSecretRevision, externalSecret, secretTemplate } from '../../src/kubernetes/secrets.ts';
import { workloadLabels } from '../support/configs.ts';
import { everyOption, hosted } from './connectors.ts';

test('the template has a placeholder for each of the three secrets and no other', () => {
  expect(secretTemplate(hosted({ secrets: { from: 'template' } }))).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'baton-confluence-secrets', namespace: 'conductorone', labels: workloadLabels },
    type: 'Opaque',
    stringData: {
      BATON_CLIENT_ID: '<ConductorOne client id>',
      BATON_CLIENT_SECRET: '<ConductorOne client secret>',
      BATON_API_KEY: '<Confluence API token>',
      BATON_DOMAIN_URL: 'https://acme.atlassian.net',
      BATON_USERNAME: 'bot@acme.com',
    },
  });
});

describe('the ExternalSecret', () => {
  const keys = {
    clientId: { key: 'confluence/client-id' },
    clientSecret: { key: 'confluence', property: 'client-secret' },
    apiKey: { key: 'confluence', property: 'api-key' },
  };
  /** What the operator writes back where it is left out. */
  const defaults = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' };

  test('makes the five keys from the store, with every default spelled out', () => {
    const secrets = {
      from: 'external-secrets',
      store: { name: 'vault', kind: 'SecretStore' },
      refreshInterval: '30m',
      keys,
    } as const;
    expect(externalSecret(hosted({ secrets }), secrets)).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: 'baton-confluence-secrets',
        namespace: 'conductorone',
        labels: workloadLabels,
        annotations: { 'confluence-connector/secret-revision': '1' },
      },
      spec: {
        refreshInterval: '30m0s',
        secretStoreRef: { name: 'vault', kind: 'SecretStore' },
        target: {
          name: 'baton-confluence-secrets',
          creationPolicy: 'Owner',
          deletionPolicy: 'Retain',
          template: {
            type: 'Opaque',
            engineVersion: 'v2',
            mergePolicy: 'Replace',
            data: {
              BATON_CLIENT_ID: '{{ .clientId }}',
              BATON_CLIENT_SECRET: '{{ .clientSecret }}',
              BATON_API_KEY: '{{ .apiKey }}',
              BATON_DOMAIN_URL: 'https://acme.atlassian.net',
              BATON_USERNAME: 'bot@acme.com',
            },
          },
        },
        data: [
          { secretKey: 'clientId', remoteRef: { key: 'confluence/client-id', ...defaults } },
          {
            secretKey: 'clientSecret',
            remoteRef: { key: 'confluence', property: 'client-secret', ...defaults },
          },
          { secretKey: 'apiKey', remoteRef: { key: 'confluence', property: 'api-key', ...defaults } },
        ],
      },
    });
  });

  test('reads a ClusterSecretStore every hour unless told otherwise', () => {
    const { hosting } = hosted({ secrets: { from: 'external-secrets', store: { name: 'vault' }, keys } });
    if (hosting.delivery !== 'gitops' || hosting.secrets.from !== 'external-secrets') throw new Error();
    expect(externalSecret(hosted(), hosting.secrets).spec).toMatchObject({
      refreshInterval: '1h0m0s',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
    });
  });

  test('changes with secretRevision and with nothing else, so that the operator reads the store anew', () => {
    const secrets = {
      from: 'external-secrets',
      store: { name: 'vault', kind: 'SecretStore' },
      refreshInterval: '1h',
      keys,
    } as const;
    const made = (hosting: object) => externalSecret(hosted({ secrets, ...hosting }), secrets);
    const annotations = { 'confluence-connector/secret-revision': '2', 'acme.com/contact': 'us' };
    const raised = made({ secretRevision: 2, annotations: { 'acme.com/contact': 'us' } });
    expect(raised.metadata?.annotations).toEqual(annotations);
    expect(raised.spec).toEqual(made({}).spec);
  });

  test('is read anew on a change also where it is never read on its own', () => {
    const secrets = {
      from: 'external-secrets',
      store: { name: 'vault', kind: 'SecretStore' },
      refreshInterval: '0m',
      keys,
    } as const;
    expect(externalSecret(hosted({ secrets }), secrets).spec).toMatchObject({
      refreshInterval: '0s',
      refreshPolicy: 'OnChange',
    });
  });
});

describe('the revision of a Secret that nobody can see', () => {
  const revision = blindSecretRevision(hosted());

  test('is the user’s number and a hash', () => {
    expect(revision).toMatch(/^1-[0-9a-f]{8}$/);
    expect(blindSecretRevision(hosted({ secretRevision: 12 }))).toBe(revision.replace(/^1/, '12'));
  });

  test.each([
    ['secretRevision', hosted({ secretRevision: 2 })],
    ['site', hosted({}, { site: 'acme-eu' })],
    ['username', hosted({}, { username: 'sync@acme.com' })],
  ])('changes with %s', (_, connector) => {
    expect(blindSecretRevision(connector)).not.toBe(revision);
  });

  test.each([
    ['the same site, written otherwise', hosted({}, { site: 'https://ACME.atlassian.net/wiki' })],
    ['logLevel', hosted({ logLevel: 'debug' })],
    ['image', hosted({ image: 'acme/sync:1.0.0' })],
    ['resources', hosted({ resources: { limits: { memory: '4Gi' } } })],
    ['entitlements', hosted({ entitlements: { nouns: ['space'] } })],
    ['skipPersonalSpaces', hosted({}, { skipPersonalSpaces: false })],
    ['owners', hosted({}, { owners: ['jo@acme.com'] })],
    ['the app', hosted({}, { app: { existing: { id: 'other' } } })],
    ['the day the API token expires', hosted({}, { apiKey: { expires: '2999-12-31' } })],
    ['labels and annotations', hosted({ labels: { a: 'b' }, annotations: { a: 'b' } })],
  ])('does not change with %s', (_, connector) => {
    expect(blindSecretRevision(connector)).toBe(revision);
  });

  test('holds neither site nor user name in the clear', () => {
    expect(blindSecretRevision(everyOption)).toMatch(/^7-[0-9a-f]{8}$/);
  });
});
