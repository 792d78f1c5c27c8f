import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { siteHost } from '../../../src/config/schema/site.ts';
import { authorization, baseUrl, siteUrl } from '../../../src/runtime/confluence/address.ts';
import { ConfluenceError } from '../../../src/runtime/confluence/error.ts';

describe('the site’s URL', () => {
  test.each([
    ['acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net'],
    ['HTTPS://Acme.Atlassian.NET//', 'https://acme.atlassian.net'],
    ['ACME.atlassian.net/wiki', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/wiki/', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/wiki/spaces/ENG/overview?a=b#c', 'https://acme.atlassian.net'],
    [' acme.atlassian.net\n', 'https://acme.atlassian.net'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'https://localhost:8080'],
    ['http://acme.atlassian.net', 'https://acme.atlassian.net'],
    ['acme', 'https://acme.atlassian.net'],
    [' ACME-2 ', 'https://acme-2.atlassian.net'],
    ['acme/', 'https://acme.atlassian.net'],
    ['//acme', 'https://acme.atlassian.net'],
    ['\\acme', 'https://acme.atlassian.net'],
    ['acme/wiki/spaces/ENG', 'https://acme.atlassian.net'],
    ['acme?a=b', 'https://acme.atlassian.net'],
    ['https://acme', 'https://acme.atlassian.net'],
    ['HTTPS://Acme/wiki', 'https://acme.atlassian.net'],
    ['12345', 'https://12345.atlassian.net'],
    ['localhost-2', 'https://localhost-2.atlassian.net'],
    ['localhost', 'https://localhost'],
    ['https://localhost/wiki', 'https://localhost'],
    ['acme:8443', 'https://acme:8443'],
    ['http://acme', 'http://acme'],
    ['127.0.0.1:8080', 'https://127.0.0.1:8080'],
    ['[::1]', 'https://[::1]'],
    ['http://[::1]:8080/wiki', 'http://[::1]:8080'],
  ])('%j', (domainUrl, url) => {
    expect(siteUrl(domainUrl)).toBe(url);
  });

  test.each([
    '',
    'https://',
    'acme atlassian',
    'ftp://acme.atlassian.net',
    'https://acme.atlassian.net/jira',
    'https://acme.atlassian.net:port',
    'file:///wiki',
  ])('is not %j, and the error says so', (domainUrl) => {
    expect(() => siteUrl(domainUrl)).toThrow(
      expect.objectContaining({
        name: 'ConfluenceError',
        failure: 'refused',
        message: expect.stringMatching(/site: .*[.] (?:Only .* )?Give the address/),
      }),
    );
  });

  test.each([
    'acme.atlasian.net',
    'https://acme.atlassian.com/wiki',
    'http://acme.atlassian.net:8080/spaces',
    'https://acme.\u0430tlassian.net',
  ])('is not %j, which only looks like one', (domainUrl) => {
    expect(() => siteUrl(domainUrl)).toThrow(
      expect.objectContaining({
        name: 'ConfluenceError',
        failure: 'refused',
        message: expect.stringMatching(
          /not that of a Confluence Cloud site: .*Did you mean acme[.]atlassian[.]net[?]$/,
        ),
      }),
    );
  });

  test('is not that of Data Center', () => {
    expect(() => siteUrl('https://wiki.acme.com/confluence/display/HR')).toThrow(
      'Only Confluence Cloud is supported, not Data Center or Server. Give the address of the site',
    );
    expect(() => siteUrl('https://acme.atlassian.net/jira')).not.toThrow('Data Center');
  });

  test.each([
    'https://bot:canary@acme.atlassian.net',
    'canary@acme.atlassian.net',
    'https://bot:canary@acme atlassian',
  ])('is not repeated where it holds a secret: %j', (domainUrl) => {
    expect(() => siteUrl(domainUrl)).toThrow('holds a user name or a password');
    expect(() => siteUrl(domainUrl)).not.toThrow('canary');
  });
});

test('any text is a site’s URL that stays as it is, or an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain()), (text) => {
      try {
        const url = siteUrl(text);
        expect(siteUrl(url)).toBe(url);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfluenceError);
      }
    }),
  );
});

test('a name is that of the same site as in connector.yaml', () => {
  const name = fc
    .stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,20}[A-Za-z0-9])?$/)
    .filter((text) => text.toLowerCase() !== 'localhost');
  fc.assert(
    fc.property(
      name,
      fc.constantFrom('', 'https://'),
      fc.constantFrom('', '/', '/wiki'),
      (site, scheme, path) => {
        expect(siteUrl(`${scheme}${site}${path}`)).toBe(`https://${siteHost(site)}`);
      },
    ),
  );
});

describe('where the paths are appended to', () => {
  const access = { domainUrl: 'acme.atlassian.net/wiki/', username: '', apiKey: '' };

  test('the site', () => {
    expect(baseUrl(access)).toBe('https://acme.atlassian.net');
  });

  test('the gateway, where there is a cloud id', () => {
    const scoped = { ...access, cloudId: 'a/b' };
    expect(baseUrl(scoped)).toBe('https://api.atlassian.com/ex/confluence/a%2Fb');
    expect(baseUrl({ ...scoped, gateway: 'http://here/' })).toBe('http://here/a%2Fb');
  });
  test.each(['here', 'ftp://here', 'https://canary:canary@here', 'https://'])(
    'a gateway that is none: %s',
    (gateway) => {
      const asked = () => baseUrl({ ...access, cloudId: 'a', gateway });
      expect(asked).toThrow('The gateway URL is no http(s) URL');
      expect(asked).not.toThrow('canary');
    },
  );
});

test('says who asks in UTF-8', () => {
  const header = authorization({ username: 'zoë@acme.com', apiKey: 'a:b' });
  expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8')).toBe('zoë@acme.com:a:b');
});
