import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { helloRequestOf } from '../../../src/runtime/conductorone/hello.ts';

test('a greeting says what runs where, and leaves nothing empty', async () => {
  const metadata = { displayName: 'Confluence', description: 'Who can do what' };
  const { buildInfo, osInfo, connectorMetadata } = await helloRequestOf({
    package: 'confluence-connector',
    version: '1.2.3',
    metadata,
  });
  expect(buildInfo).toEqual({
    langVersion: `node ${process.versions.node}`,
    package: 'confluence-connector',
    packageVersion: '1.2.3',
  });
  expect(osInfo).toMatchObject({ hostname: hostname(), os: process.platform });
  expect(Object.values(osInfo ?? {})).toHaveLength(8);
  for (const value of Object.values(osInfo ?? {})) expect(value).toMatch(/^\S.{0,255}$/);
  expect(connectorMetadata).toEqual(metadata);
});
