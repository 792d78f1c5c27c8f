import { expect, test } from '@jest/globals';
import { isCloudHost, siteHost, sitePattern } from '../../../src/config/schema/site.ts';

test.each([
  ['acme', 'acme.atlassian.net', true],
  ['ACME', 'acme.atlassian.net', true],
  ['a-1', 'a-1.atlassian.net', true],
  ['acme.atlassian.net', 'acme.atlassian.net', true],
  ['Acme.Atlassian.NET', 'acme.atlassian.net', true],
  ['https://acme', 'acme.atlassian.net', true],
  ['https://acme.atlassian.net', 'acme.atlassian.net', true],
  ['https://acme.atlassian.net/', 'acme.atlassian.net', true],
  ['HTTPS://ACME.atlassian.net/wiki/spaces/HR?x=1#top', 'acme.atlassian.net', true],
  ['https://acme.atlassian.net:443/wiki', 'acme.atlassian.net', true],
  ['acme.atlassian.net:8443', 'acme.atlassian.net:8443', false],
  ['wiki.acme.com', 'wiki.acme.com', false],
  ['https://wiki.acme.com:8443/x', 'wiki.acme.com:8443', false],
  ['localhost:8080', 'localhost:8080', false],
  ['atlassian.net', 'atlassian.net', false],
  ['acme.atlassian.net.example.com', 'acme.atlassian.net.example.com', false],
  ['acmeatlassian.net', 'acmeatlassian.net', false],
])('%s is the host %s', (site, host, cloud) => {
  expect(site).toMatch(sitePattern);
  expect(siteHost(site)).toBe(host);
  expect(isCloudHost(host)).toBe(cloud);
});

test.each([
  '',
  ' ',
  'acme wiki',
  'http://acme.atlassian.net',
  'ftp://acme.atlassian.net',
  '//acme.atlassian.net',
  'https://',
  'https:///wiki',
  'jo:pass@acme.atlassian.net',
  'https://jo:pass@acme.atlassian.net',
  'https://acme.atlassian.net/~jo@acme.com',
  'acme..atlassian.net',
  '.atlassian.net',
  'acme.atlassian.net.',
  '-acme',
  'acme-',
  'acme_wiki',
  'acme?x',
  'acme:',
  'acme:123456',
  'acme\n',
  'äcme',
])('%j is no site', (site) => {
  expect(site).not.toMatch(sitePattern);
});
