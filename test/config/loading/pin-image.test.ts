import { describe, expect, test } from '@jest/globals';
import { pinImage } from '../../../src/config/loading/pin-image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const pinned = `registry.acme.com/confluence-sync:0.1.0@${digest}`;

/** A file whose connectors' hosting is as given, one each. */
function file(...hostings: readonly string[]): string {
  const connectors = hostings.map(
    (hosting, index) => `  - name: wiki-${index} # the ${index}th\n    hosting:${hosting}\n`,
  );
  return `# kept\nconductorone: {tenant:   acme}\nconnectors:\n${connectors.join('')}`;
}

describe('an image in the place of another', () => {
  test.each([
    ['bundled', '\n      image: bundled # ours\n      type: self-hosted', 'bundled'],
    ['in quotes', "\n      image: 'bundled'", "'bundled'"],
    ['in a flow mapping', ' { type: self-hosted, image: bundled, logLevel: debug }', 'bundled'],
    [
      'an earlier one',
      ` { image: "registry.acme.com/confluence-sync:0.0.9@${digest}" }`,
      `"registry.acme.com/confluence-sync:0.0.9@${digest}"`,
    ],
    ['with an anchor', ' { image: &image bundled }', 'bundled'],
    ['with Windows line ends', '\r\n      image: bundled\r\n      type: self-hosted', 'bundled'],
  ])('%s', (_what, hosting, before) => {
    const yaml = file(hosting);
    expect(pinImage(yaml, pinned)).toEqual({
      yaml: yaml.replace(`${before}`, () => pinned),
      connectors: ['wiki-0'],
    });
  });

  test('of several connectors, whatever the lengths', () => {
    const [own, other] = [
      ' { image: bundled }',
      ' { image: public.ecr.aws/conductorone/baton-confluence:0.0.24 }',
    ];
    const yaml = file(own, other, ' { type: cloud }', own);
    expect(pinImage(yaml, pinned)).toEqual({
      yaml: yaml.replaceAll('bundled', pinned),
      connectors: ['wiki-0', 'wiki-3'],
    });
  });

  test('of one of several connectors', () => {
    const yaml = file(' { image: bundled }', ' { image: bundled }');
    expect(pinImage(yaml, pinned, 'wiki-1')).toEqual({
      yaml: yaml.slice(0, -' bundled }\n'.length).concat(` ${pinned} }\n`),
      connectors: ['wiki-1'],
    });
  });

  test.each([
    ['an alias', 'image: &image bundled\n', 'image: *image\n'],
    ['a merge key', '<<: &hosting { type: self-hosted, image: bundled }\n', '<<: *hosting\n'],
    ['an alias of its hosting', 'image: bundled\n', undefined],
  ])('that several share by %s is written once, and each is told', (_how, first, second) => {
    const anchored = ` &first\n      ${first}`;
    const yaml = file(anchored, second ? `\n      ${second}` : ' *first', ' { image: bundled }');
    const shared = yaml.replace('bundled', pinned);
    for (const connector of ['wiki-0', 'wiki-1']) {
      expect(pinImage(yaml, pinned, connector)).toEqual({ yaml: shared, connectors: ['wiki-0', 'wiki-1'] });
    }
    expect(pinImage(yaml, pinned)).toEqual({
      yaml: yaml.replaceAll('bundled', pinned),
      connectors: ['wiki-0', 'wiki-1', 'wiki-2'],
    });
  });

  test('of a connector that merges all it has', () => {
    const yaml = 'x-all: &all { name: wiki, hosting: { image: bundled } }\nconnectors: [{ <<: *all }]\n';
    expect(pinImage(yaml, pinned, 'wiki')).toEqual({
      yaml: yaml.replace('bundled', pinned),
      connectors: ['wiki'],
    });
  });

  test('of a connector that has the usual name', () => {
    const yaml = 'connectors:\n  - hosting: { image: bundled }\n';
    expect(pinImage(yaml, pinned, 'confluence').connectors).toEqual(['confluence']);
  });
});

test.each([
  ['the vendor’s', ' { image: public.ecr.aws/conductorone/baton-confluence:0.0.24 }'],
  ['another', ' { image: registry.acme.com/wiki:1.0.0 }'],
  ['none', ' { type: self-hosted }'],
])('an image that is none of confluence-sync stays: %s', (_what, hosting) => {
  const yaml = file(hosting);
  expect(pinImage(yaml, pinned)).toEqual({ yaml, connectors: [] });
});
