import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { parseConfig } from '../../../src/config/loading/load.ts';
import { intendedHost } from '../../../src/config/rules/misspelt-host.ts';
import { isCloudHost, siteHost, sitePattern } from '../../../src/config/schema/site.ts';
import { fileOf } from '../mistakes/mistake.ts';

describe('somebody meant acme.atlassian.net', () => {
  test.each([
    'acme.atlasian.net',
    'acme.attlasian.net',
    'acme.atalssian.net',
    'acme.at1assian.net',
    'acme.atlassian.ne',
    'acme.atlassian.nett',
    'acme.atlassian.com',
    'acme.atlasian.com',
    'acme.atlassian.org',
    'acme.atlassian.io',
    'acme.atlassian.co.uk',
    'acme.atlassian',
    'acme.atlassiannet',
    'acmeatlassian.net',
    'acme-atlassian.net',
    'acme.atlassian.net.example.com',
    'acme.atlassian.com.example',
    'acme.jira.com',
    'acme.atlassian.net:8443',
    'acme.atlasian.net:8443',
    // The first letter is Cyrillic.
    new URL('https://acme.\u0430tlassian.net').host,
  ])('who wrote %s', (host) => {
    expect(intendedHost(host)).toBe('acme.atlassian.net');
  });
});

test.each(['atlassian.net', 'atlasian.net', 'atlassian.com', 'atlassian.net.example.com'])(
  'a name is missing before %s',
  (host) => {
    expect(intendedHost(host)).toBe('<name>.atlassian.net');
  },
);

test.each([
  'acme.atlassian.net',
  'a.b.atlassian.net',
  'wiki.acme.com',
  'acme.example.org',
  'atlassian.acme.com',
  'wiki.atlassian.acme.com',
  'acme-atlassian.acme.com',
  'confluence.acme.com:8443',
  'jira.acme.com',
  'jira.com.acme.org',
  'wiki.atlas.net',
  'wiki.atlantic.com',
  'wiki.asian.net',
  'atlassian.corp',
  'acme.atlassian.internal',
  'atlassian:8443',
  'localhost:8080',
  '127.0.0.1',
  '[::1]',
])('%s is meant as it stands', (host) => {
  expect(intendedHost(host)).toBeUndefined();
});

test('a name in another alphabet stays as it is', () => {
  expect(intendedHost('xn--bcher-kva.atlasian.net')).toBe('xn--bcher-kva.atlassian.net');
});

const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);

/** A text with a letter more, less, or in the place of another. */
const edited = (text: string) =>
  fc
    .tuple(
      fc.nat({ max: text.length }),
      fc.nat({ max: 1 }),
      fc.constantFrom('', ...'abcdefghijklmnopqrstuvwxyz0123456789.-'),
    )
    .map(([at, removed, added]) => `${text.slice(0, at)}${added}${text.slice(at + removed)}`);

const misspelt = name
  .chain((label) => edited(`${label}.atlassian.net`))
  .chain((text) => fc.oneof(fc.constant(text), edited(text)))
  .filter((text) => sitePattern.test(text) && text.includes('.') && !isCloudHost(siteHost(text)));

test('a letter or two beside a Confluence Cloud host, no setting makes a site', () => {
  fc.assert(
    fc.property(misspelt, fc.boolean(), (site, allowCustomHost) => {
      const meant = intendedHost(siteHost(site)) ?? '';
      expect(meant).toMatch(/^(?:<name>|[a-z0-9][a-z0-9.-]*)[.]atlassian[.]net$/);
      // The suggestion is no further away than what was meant, but for a part that no site can begin or end with.
      if (!meant.startsWith('<')) expect(distance(meant, site)).toBeLessThanOrEqual(6);
      const yaml = fileOf({ site: `"${site}"`, allowCustomHost: String(allowCustomHost) });
      const load = () => parseConfig(yaml, 'connector.yaml');
      expect(load).toThrow(`not a host under atlassian.net. Did you mean ${meant}?`);
      expect(load).not.toThrow('allowCustomHost');
    }),
  );
});

test('a misspelling of the domain leaves the name as it is', () => {
  const wrong = fc.constantFrom(
    '.atlasian.net',
    '.atlassian.com',
    '.attlasian.net',
    '.atlassian.ne',
    'atlassian.net',
  );
  fc.assert(
    fc.property(name, wrong, (label, suffix) => {
      expect(intendedHost(`${label}${suffix}`)).toBe(`${label}.atlassian.net`);
    }),
  );
});

test('another host is a site where it is allowed', () => {
  // None of the letters of Atlassian, so that nothing is near.
  const other = fc.stringMatching(/^[b-hj-mo-ru-z][b-hj-mo-ru-z0-9]{0,12}$/);
  fc.assert(
    fc.property(
      fc.array(other, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('com', 'org', 'net'),
      (labels, top) => {
        const site = [...labels, top].join('.');
        const { config } = parseConfig(fileOf({ site, allowCustomHost: 'true' }), 'connector.yaml');
        expect(config.connectors[0]?.site).toBe(site);
        expect(() => parseConfig(fileOf({ site }), 'connector.yaml')).toThrow(
          'Only Confluence Cloud is supported',
        );
      },
    ),
  );
});
