import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/loading/load.ts';
import { bundledImageNotInRegistry } from '../../src/config/rules/image.ts';
import { localImage } from '../../src/config/schema/image.ts';
import { errorLines, problemsIn, problemText, today } from '../support/configs.ts';
import { delivered, deployed, fileOf } from './mistakes/mistake.ts';

const parsed = (yaml: string) => parseConfig(yaml, 'connector.yaml', { today });

const notes = (yaml: string) => parsed(yaml).noted.map(problemText);
const inWords = (yaml: string) => parsed(yaml).notes.join('\n');

const strictProblems = (yaml: string) => problemsIn(yaml, { strict: true });

const digest = `sha256:${'0'.repeat(64)}`;

describe('notes', () => {
  test('a cloud-hosted connector has none', () => {
    expect(notes(fileOf({}))).toEqual([]);
  });

  const images = [
    ['the default image', {}, []],
    ['a moving tag', { image: 'acme/wiki:stable' }, ['10:14 connectors[0].hosting.image moving-image-tag']],
    ['no tag', { image: 'acme/wiki' }, ['10:14 connectors[0].hosting.image moving-image-tag']],
    ['a full version', { image: 'acme/wiki:1.2.3' }, []],
    ['a digest', { image: `acme/wiki@${digest}` }, []],
    ['a digest beside a moving tag', { image: `acme/wiki:latest@${digest}` }, []],
  ] as const;

  test.each(images)('%s: strictness refuses what is noted', (_image, hosting, noted) => {
    const yaml = fileOf(deployed(hosting));
    expect(notes(yaml)).toEqual(noted);
    expect(strictProblems(yaml)).toEqual(noted);
    expect(inWords(yaml)).toBe(errorLines(yaml, { strict: true }).join('\n'));
  });

  test('a moving tag in words', () => {
    const said = images.map(([, hosting]) => inWords(fileOf(deployed(hosting)))).filter((text) => text);
    expect(said.join('\n')).toMatchInlineSnapshot(`
"connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki:stable": its tag moves, so a restart may bring another version. Pin a full version or a digest.
connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki": its tag moves, so a restart may bring another version. Pin a full version or a digest."
`);
  });

  test('the bundled image of a checkout is on no registry, and none that moves', () => {
    const yaml = fileOf(deployed({ image: 'bundled' }));
    expect(notes(yaml)).toEqual(['10:14 connectors[0].hosting.image bundled-image-not-in-registry']);
    expect(inWords(yaml)).toContain(localImage);
    expect(inWords(yaml).replace(localImage, '<image>')).toMatchInlineSnapshot(
      `"connector.yaml:10:14: connectors[0].hosting.image: "bundled": no registry has <image>. Load it onto each node, or put a pushed one here with "npx --no -- confluence-connector image build --push --write"."`,
    );
    expect(strictProblems(yaml)).toEqual([]);
  });

  test('the bundled image of a release is on a registry', () => {
    const connector = { hosting: { image: 'bundled' } };
    expect(bundledImageNotInRegistry(localImage)(connector, today)).toHaveLength(1);
    expect(bundledImageNotInRegistry(`ghcr.io/acme/confluence-sync@${digest}`)(connector, today)).toEqual([]);
  });

  test('the vendor’s image on ghcr.io gets no new versions', () => {
    const yaml = fileOf(deployed({ image: 'ghcr.io/conductorone/baton-confluence:0.0.18' }));
    expect(notes(yaml)).toEqual(['10:14 connectors[0].hosting.image registry-without-new-versions']);
    expect(inWords(yaml)).toMatchInlineSnapshot(
      `"connector.yaml:10:14: connectors[0].hosting.image: "ghcr.io/conductorone/baton-confluence:0.0.18": ghcr.io gets no version after 0.0.18. For a newer one, write public.ecr.aws/conductorone/baton-confluence:0.0.24."`,
    );
    expect(strictProblems(yaml)).toEqual([]);
  });

  test('space roles must be ticked in ConductorOne', () => {
    const yaml = fileOf(deployed({ useRbac: 'true' }));
    expect(notes(yaml)).toEqual(['10:16 connectors[0].hosting.useRbac roles-to-tick']);
    expect(inWords(yaml)).toMatchInlineSnapshot(
      `"connector.yaml:10:16: connectors[0].hosting.useRbac: ConductorOne asks for space roles only if the resource types space_role and space_role_assignment are ticked for this connector there. Tick both once it is deployed: else spaces come without any access."`,
    );
    expect(notes(fileOf(deployed({ useRbac: 'false' })))).toEqual([]);
    expect(strictProblems(yaml)).toEqual([]);
  });

  const expiring = [
    ['2026-11-23', 'today'],
    ['2026-11-24', 'in 1 day'],
    ['2026-11-25', 'in 2 days'],
    ['2026-12-22', 'in 29 days'],
  ] as const;
  const expiringOn = (expires: string) => fileOf({ apiKey: `{ expires: ${expires} }` });

  test.each(expiring)('an API token that expires on %s does so %s', (expires, when) => {
    const yaml = expiringOn(expires);
    expect(notes(yaml)).toEqual(['7:24 connectors[0].apiKey.expires api-token-expires-soon']);
    expect(inWords(yaml)).toContain(` expires ${when}. `);
    expect(strictProblems(yaml)).toEqual([]);
  });

  test('one that expires soon in words', () => {
    expect(expiring.map(([expires]) => inWords(expiringOn(expires))).join('\n')).toMatchInlineSnapshot(`
"connector.yaml:7:24: connectors[0].apiKey.expires: "2026-11-23": the API token expires today. Create a new one in time.
connector.yaml:7:24: connectors[0].apiKey.expires: "2026-11-24": the API token expires in 1 day. Create a new one in time.
connector.yaml:7:24: connectors[0].apiKey.expires: "2026-11-25": the API token expires in 2 days. Create a new one in time.
connector.yaml:7:24: connectors[0].apiKey.expires: "2026-12-22": the API token expires in 29 days. Create a new one in time."
`);
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
      '15:7 connectors[1].hosting.namespace namespace-may-be-created-twice',
      '48:18 connectors[4].hosting.namespace namespace-may-be-created-twice',
    ]);
    expect(inWords(yaml)).toMatchInlineSnapshot(`
"connector.yaml:15:7: connectors[1].hosting.namespace: "conductorone": another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here.
connector.yaml:48:18: connectors[4].hosting.namespace: "apart": another connector’s manifests make this namespace too. If both go to one cluster, set namespace.create to false here."
`);
    expect(strictProblems(yaml)).toEqual([]);
  });

  test('come in the order of the file', () => {
    const yaml = fileOf(deployed({ image: 'acme/wiki' }, { apiKey: '{ expires: 2026-12-01 }' }), {
      name: 'labs',
      apiKey: '{ expires: 2026-12-02 }',
    });
    expect(notes(yaml)).toEqual([
      '10:14 connectors[0].hosting.image moving-image-tag',
      '11:24 connectors[0].apiKey.expires api-token-expires-soon',
      '17:24 connectors[1].apiKey.expires api-token-expires-soon',
    ]);
    expect(inWords(yaml)).toMatchInlineSnapshot(`
"connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki": its tag moves, so a restart may bring another version. Pin a full version or a digest.
connector.yaml:11:24: connectors[0].apiKey.expires: "2026-12-01": the API token expires in 8 days. Create a new one in time.
connector.yaml:17:24: connectors[1].apiKey.expires: "2026-12-02": the API token expires in 9 days. Create a new one in time."
`);
  });
});

test('strictness reports with whatever else is wrong, and never twice', () => {
  const yaml = fileOf(
    deployed({ image: 'My Image' }),
    delivered({ image: 'acme/wiki' }, { name: 'labs', site: 'a b' }),
  );
  expect(strictProblems(yaml)).toEqual([
    '10:14 connectors[0].hosting.image invalid-value',
    '11:11 connectors[1].site invalid-value',
    '18:14 connectors[1].hosting.image moving-image-tag',
  ]);
  expect(errorLines(yaml, { strict: true }).join('\n')).toMatchInlineSnapshot(`
"connector.yaml:10:14: connectors[0].hosting.image: "My Image": not an image reference. Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".
connector.yaml:11:11: connectors[1].site: "a b": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:18:14: connectors[1].hosting.image: "acme/wiki": its tag moves, so a restart may bring another version. Pin a full version or a digest."
`);
});
