import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Answers, connectorYaml, deliveries } from '../../src/cli/template.ts';
import { parseConfig } from '../../src/config/loading/load.ts';

const answers: Answers = { tenant: 'acme', site: 'acme', username: 'jo@acme.com', hosting: 'cloud' };
const ways = deliveries.map((hosting): Answers => ({ ...answers, hosting, context: 'prod' }));

test.each(ways)('$hosting: a configuration without mistakes', (way) => {
  expect(parseConfig(connectorYaml(way), 'connector.yaml').config).toMatchObject({
    conductorone: { tenant: 'acme' },
    connectors: [
      {
        name: 'confluence',
        site: 'acme.atlassian.net',
        username: 'jo@acme.com',
        app: { create: { displayName: 'Confluence' } },
        hosting: way.hosting === 'cloud' ? { type: 'cloud' } : { delivery: way.hosting },
      },
    ],
  });
});

describe('what is commented out works once it is not', () => {
  test.each(ways)('$hosting', (way) => {
    const text = connectorYaml(way).replace(/^( +)# (\w+:)/gm, '$1$2');
    const [withNewApp, withKnownApp] = [/^ +existing:.*\n/m, /^ +create: \{ displayName.*\n/m].map((line) =>
      text.replace(line, ''),
    );
    const { connectors } = parseConfig(withNewApp ?? '', 'connector.yaml').config;
    expect(connectors).toMatchObject([
      {
        skipPersonalSpaces: false,
        owners: ['jo@acme.com'],
        hosting:
          way.hosting === 'cloud'
            ? { type: 'cloud' }
            : {
                image: 'ghcr.io/conductorone/baton-confluence:1.2.3',
                namespace: { name: 'conductorone', create: true },
                entitlements: { nouns: ['space'], verbs: ['administer', 'read'] },
              },
      },
    ]);
    expect(parseConfig(withKnownApp ?? '', 'connector.yaml').config.connectors).toMatchObject([
      { app: { existing: { displayName: 'Confluence' } } },
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
    hosting: 'terraform',
    context: value,
  });
  expect(parse(yaml)).toEqual({
    conductorone: { tenant: value },
    connectors: [
      {
        name: 'confluence',
        site: value,
        username: value,
        app: { create: { displayName: 'Confluence' } },
        hosting: {
          type: 'self-hosted',
          delivery: 'terraform',
          cluster: { kubeconfig: { context: value } },
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
