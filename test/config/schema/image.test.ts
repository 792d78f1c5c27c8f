import { describe, expect, test } from '@jest/globals';
import {
  bundled,
  bundledImage,
  bundledImageOf,
  hasMovingTag,
  imagePattern,
  isOwnImage,
  isVendorImage,
  localImage,
  vendorImage,
  vendorRegistryProblem,
} from '../../../src/config/schema/image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  { image: vendorImage, vendor: true, moving: false },
  { image: 'ghcr.io/conductorone/baton-confluence', vendor: true, moving: true },
  { image: 'ghcr.io/conductorone/baton-confluence:0.1', vendor: true, moving: true },
  { image: 'ghcr.io/conductorone/baton-confluence:0.1.2', vendor: true, moving: false },
  { image: 'ghcr.io/conductorone/baton-confluence:v0.1.2', vendor: true, moving: false },
  { image: 'ghcr.io/conductorone/baton-confluence:0.1.2-rc.1', vendor: true, moving: false },
  { image: `ghcr.io/conductorone/baton-confluence@${digest}`, vendor: true, moving: false },
  { image: `ghcr.io/conductorone/baton-confluence:latest@${digest}`, vendor: true, moving: false },
  { image: 'conductorone/baton-confluence:1.2.3', vendor: true, moving: false },
  { image: 'registry.acme.com:5000/mirror/conductorone/baton-confluence:1.2.3', vendor: true, moving: false },
  { image: 'registry.acme.com/conductorone/baton-confluence-plus:1.2.3', vendor: false, moving: false },
  { image: 'registry.acme.com/notconductorone/baton-confluence:1.2.3', vendor: false, moving: false },
  { image: 'localhost:5000/wiki', vendor: false, moving: true },
  { image: 'registry.acme.com:5000/wiki', vendor: false, moving: true },
  { image: 'wiki', vendor: false, moving: true },
  { image: 'wiki:stable', vendor: false, moving: true },
  { image: 'wiki:2026-11-23', vendor: false, moving: true },
  { image: 'a/b_c/d.e/f--g:X_1', vendor: false, moving: true },
])('$image', ({ image, vendor, moving }) => {
  expect(image).toMatch(imagePattern);
  expect(isVendorImage(image)).toBe(vendor);
  expect(hasMovingTag(image)).toBe(moving);
});

test.each([
  { image: bundled, own: true },
  { image: localImage, own: true },
  { image: 'confluence-sync', own: true },
  { image: 'confluence-sync:1.2.3', own: true },
  { image: 'registry.acme.com:5000/team/confluence-sync:1.2.3', own: true },
  { image: `registry.acme.com/confluence-sync:1.2.3@${digest}`, own: true },
  { image: `registry.acme.com/confluence-sync@${digest}`, own: true },
  { image: 'registry.acme.com/my-confluence-sync:1.2.3', own: false },
  { image: 'registry.acme.com/confluence-sync/base:1.2.3', own: false },
  { image: 'confluence-sync:5000/wiki:1.2.3', own: false },
  { image: 'registry.acme.com/bundled:1.2.3', own: false },
  { image: vendorImage, own: false },
])('$image is one of confluence-sync: $own', ({ image, own }) => {
  expect(image).toMatch(imagePattern);
  expect(isOwnImage(image)).toBe(own);
});

test.each([
  ['ghcr.io/conductorone/baton-confluence:0.0.18', 'nothing-newer-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:0.0.9', 'nothing-newer-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:latest', 'nothing-newer-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence', 'nothing-newer-on-ghcr'],
  [`ghcr.io/conductorone/baton-confluence@${digest}`, 'nothing-newer-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:0.0.19', 'not-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:0.0.24', 'not-on-ghcr'],
  [`ghcr.io/conductorone/baton-confluence:0.0.24@${digest}`, 'not-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:0.1.0', 'not-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:1.0.0', 'not-on-ghcr'],
  ['ghcr.io/conductorone/baton-confluence:v0.0.18', 'tag-with-v'],
  ['public.ecr.aws/conductorone/baton-confluence:v0.0.24', 'tag-with-v'],
  [vendorImage, undefined],
  ['public.ecr.aws/conductorone/baton-confluence:latest', undefined],
  ['registry.acme.com/ghcr.io/conductorone/baton-confluence:v0.0.24', undefined],
  ['ghcr.io/acme/conductorone/baton-confluence:v0.0.24', undefined],
  ['ghcr.io/conductorone/baton-confluence-plus:1.0.0', undefined],
])('%s at its registry: %s', (image, problem) => {
  expect(image).toMatch(imagePattern);
  expect(vendorRegistryProblem(image)).toBe(problem);
});

test('the local image has a version of its own, and no registry', () => {
  expect(hasMovingTag(bundled)).toBe(false);
  expect(localImage).toMatch(/^localhost\/confluence-sync:\d+[.]\d+[.]\d+$/);
});

describe('the image that bundled stands for', () => {
  const version = '1.2.3';

  test('is the local one in a checkout, whose package.json names none', () => {
    expect(bundledImage).toBe(localImage);
    expect(bundledImageOf({ version })).toBe(localImage);
  });

  test.each([
    `ghcr.io/acme/confluence-sync:1.2.3@${digest}`,
    `ghcr.io/acme/confluence-sync@${digest}`,
    `127.0.0.1:5000/confluence-sync:1.2.3@${digest}`,
  ])('is the one that package.json names: %s', (image) => {
    expect(bundledImageOf({ version, image })).toBe(image);
  });

  test.each([
    ['no text', 7],
    ['nothing', ''],
    ['null', null],
    ['no digest', 'ghcr.io/acme/confluence-sync:1.2.3'],
    ['half a digest', 'ghcr.io/acme/confluence-sync@sha256:abc'],
    ['a line too much', `ghcr.io/acme/confluence-sync@${digest}\n`],
    ['an address', `https://ghcr.io/acme/confluence-sync@${digest}`],
    ['another program', `ghcr.io/acme/wiki@${digest}`],
    ['bundled itself', 'bundled'],
  ])('cannot be %s, and the field is named', (_what, image) => {
    expect(() => bundledImageOf({ version, image })).toThrow(
      `package.json of confluence-connector: image: ${JSON.stringify(image)} is not an image of confluence-sync with its digest. `,
    );
  });
});

test.each([
  '',
  'Wiki',
  'acme/wiki 1.0.0',
  'acme/wiki:',
  'acme/wiki:-1',
  `acme/wiki:${'1'.repeat(129)}`,
  '/wiki',
  'acme/',
  'acme//wiki',
  'acme/wiki@sha256:abc',
  `acme/wiki@${digest.toUpperCase()}`,
  'https://ghcr.io/acme/wiki',
  'jo:pass@ghcr.io/acme/wiki',
])('%j is no image', (image) => {
  expect(image).not.toMatch(imagePattern);
});
