import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/loading/load.ts';
import { bundledImage } from '../../src/config/schema/image.ts';
import { today } from '../support/configs.ts';
import { delivered, deployed, fileOf } from './mistakes/mistake.ts';

const notes = (yaml: string) => parseConfig(yaml, 'connector.yaml', { today }).notes;

function strictLines(yaml: string): readonly string[] {
  try {
    parseConfig(yaml, 'connector.yaml', { today, strict: true });
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const moving = 'its tag moves, so a restart may bring another version. Pin a full version or a digest.';
const digest = `sha256:${'0'.repeat(64)}`;

describe('notes', () => {
  test('a cloud-hosted connector has none', () => {
    expect(notes(fileOf({}))).toEqual([]);
  });

  test.each([
    [
      'the default image',
      {},
      [`connector.yaml:7:7: connectors[0].hosting.image: the default image: ${moving}`],
    ],
    [
      'a moving tag',
      { image: 'acme/wiki:stable' },
      [`connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki:stable": ${moving}`],
    ],
    [
      'no tag',
      { image: 'acme/wiki' },
      [`connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki": ${moving}`],
    ],
    ['a full version', { image: 'acme/wiki:1.2.3' }, []],
    ['a digest', { image: `acme/wiki@${digest}` }, []],
    ['a digest beside a moving tag', { image: `acme/wiki:latest@${digest}` }, []],
  ])('%s: strictness refuses what is noted', (_image, hosting, lines) => {
    const yaml = fileOf(deployed(hosting));
    expect(notes(yaml)).toEqual(lines);
    expect(strictLines(yaml)).toEqual(lines);
  });

  test('the bundled image is on no registry, and none that moves', () => {
    const yaml = fileOf(deployed({ image: 'bundled' }));
    expect(notes(yaml)).toEqual([
      `connector.yaml:10:14: connectors[0].hosting.image: "bundled": no registry has ${bundledImage}. Load it onto each node, or put a pushed one here with "npx confluence-connector image build --push --write".`,
    ]);
    expect(strictLines(yaml)).toEqual([]);
  });

  test.each([
    ['2026-11-23', 'today'],
    ['2026-11-24', 'in 1 day'],
    ['2026-11-25', 'in 2 days'],
    ['2026-12-22', 'in 29 days'],
  ])('an API token that expires on %s does so %s', (expires, when) => {
    const yaml = fileOf({ apiKey: `{ expires: ${expires} }` });
    expect(notes(yaml)).toEqual([
      `connector.yaml:7:24: connectors[0].apiKey.expires: "${expires}": the API token expires ${when}. Create a new one in time.`,
    ]);
    expect(strictLines(yaml)).toEqual([]);
  });

  test.each(['2026-12-23', '2027-11-23'])('one that expires on %s is left in peace', (expires) => {
    expect(notes(fileOf({ apiKey: `{ expires: ${expires} }` }))).toEqual([]);
  });

  test('a namespace that several manifests make', () => {
    const image = 'acme/wiki:1.2.3';
    const yaml = fileOf(
      delivered({ image }),
      delivered({ image }, { name: 'labs' }),
      delivered({ image, namespace: '{ name: apart }' }, { name: 'apart' }),
      delivered({ image, namespace: '{ create: false }' }, { name: 'guest' }),
      delivered({ image, namespace: '{ name: apart }' }, { name: 'apart-too' }),
    );
    expect(notes(yaml)).toEqual([
      'connector.yaml:15:7: connectors[1].hosting.namespace: "conductorone": another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here.',
      'connector.yaml:48:18: connectors[4].hosting.namespace: "apart": another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here.',
    ]);
    expect(strictLines(yaml)).toEqual([]);
  });

  test('come in the order of the file', () => {
    const yaml = fileOf(deployed({}, { apiKey: '{ expires: 2026-12-01 }' }), {
      name: 'labs',
      apiKey: '{ expires: 2026-12-02 }',
    });
    expect(notes(yaml)).toEqual([
      `connector.yaml:7:7: connectors[0].hosting.image: the default image: ${moving}`,
      'connector.yaml:10:24: connectors[0].apiKey.expires: "2026-12-01": the API token expires in 8 days. Create a new one in time.',
      'connector.yaml:16:24: connectors[1].apiKey.expires: "2026-12-02": the API token expires in 9 days. Create a new one in time.',
    ]);
  });
});

test('strictness reports with whatever else is wrong, and never twice', () => {
  expect(
    strictLines(fileOf(deployed({ image: 'My Image' }), delivered({}, { name: 'labs', site: 'a b' }))),
  ).toEqual([
    'connector.yaml:10:14: connectors[0].hosting.image: "My Image": not an image reference. Write it like "ghcr.io/conductorone/baton-confluence:1.2.3" or "…@sha256:<64 hex digits>".',
    'connector.yaml:11:11: connectors[1].site: "a b": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    `connector.yaml:15:7: connectors[1].hosting.image: the default image: ${moving}`,
  ]);
});
