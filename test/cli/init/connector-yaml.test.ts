import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Answers, apps, hostings, secretSources } from '../../../src/cli/init/answers.ts';
import { connectorYaml } from '../../../src/cli/init/connector-yaml.ts';
import { parseConfig } from '../../../src/config/loading/load.ts';

const answers: Answers = {
  tenant: 'acme',
  site: 'acme',
  username: 'jo@acme.com',
  app: 'new',
  appName: 'Wiki',
  hosting: 'cloud',
  context: 'prod',
  store: 'vault',
  secret: 'credentials',
};

/** Every combination of choices. */
const combinations = hostings.flatMap((hosting) =>
  apps.flatMap((app) =>
    (hosting === 'gitops' ? secretSources : [undefined]).flatMap((secrets) =>
      [undefined, 'bundled', 'acme/wiki:1.2.3'].map((image) => ({
        ...answers,
        hosting,
        app,
        ...(secrets && { secrets }),
        ...(image && hosting !== 'cloud' && { image }),
      })),
    ),
  ),
);

test.each(combinations)('a configuration without mistakes: $hosting $app $secrets $image', (chosen) => {
  const { config, noted } = parseConfig(connectorYaml(chosen), 'connector.yaml');
  const { hosting, app, secrets, image } = chosen;
  expect(config).toMatchObject({
    conductorone: { tenant: 'acme' },
    connectors: [
      {
        name: 'confluence',
        site: 'acme.atlassian.net',
        username: 'jo@acme.com',
        app: app === 'new' ? { create: { displayName: 'Wiki' } } : { existing: { displayName: 'Wiki' } },
        hosting: {
          ...(hosting === 'cloud' ? { type: 'cloud' } : { delivery: hosting }),
          ...(secrets && { secrets: { from: secrets } }),
          ...(image === 'acme/wiki:1.2.3' && { image }),
        },
      },
    ],
  });
  // What deserves a word is the image that no registry has: somebody has asked for it.
  expect(noted.map(({ code }) => code)).toEqual(image === 'bundled' ? ['bundled-image-not-in-registry'] : []);
});

describe('what is commented out works once it is not', () => {
  test.each(hostings)('%s', (hosting) => {
    const text = connectorYaml({ ...answers, hosting }).replace(/^( +)# (\w+:)/gm, '$1$2');
    expect(parseConfig(text, 'connector.yaml').config.connectors).toMatchObject([
      {
        skipPersonalSpaces: false,
        owners: ['jo@acme.com'],
        hosting:
          hosting === 'cloud'
            ? { type: 'cloud' }
            : {
                namespace: { name: 'conductorone', create: true },
                entitlements: { nouns: ['space'], verbs: ['administer', 'read'] },
              },
      },
    ]);
  });
});

test.each([
  '12',
  'null',
  'true',
  '- a',
  '# a',
  'a # b',
  'a: b',
  'a, b',
  '}{',
  ']',
  '"',
  "'",
  ' a ',
  '',
  'a\nb: c',
  '&a *b',
  '@a',
])('any text survives: %j', (value) => {
  const yaml = connectorYaml({
    tenant: value,
    site: value,
    username: value,
    app: 'managed',
    appName: value,
    hosting: 'gitops',
    secrets: 'external-secrets',
    store: value,
    image: value,
  });
  expect(parse(yaml)).toEqual({
    conductorone: { tenant: value },
    connectors: [
      {
        name: 'confluence',
        site: value,
        username: value,
        app: { existing: { displayName: value } },
        hosting: {
          type: 'self-hosted',
          delivery: 'gitops',
          secrets: {
            from: 'external-secrets',
            store: { name: value },
            keys: {
              clientId: { key: 'confluence', property: 'client-id' },
              clientSecret: { key: 'confluence', property: 'client-secret' },
              apiKey: { key: 'confluence', property: 'api-key' },
            },
          },
          image: value,
        },
      },
    ],
  });
});

test('the schema comes first, where there is one', () => {
  expect(connectorYaml(answers, './a.json')).toBe(
    `# yaml-language-server: $schema=./a.json\n${connectorYaml(answers)}`,
  );
});
