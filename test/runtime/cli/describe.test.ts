import { expect, test } from '@jest/globals';
import { capabilitiesAsJson } from '../../../src/runtime/cli/capabilities.ts';
import { confluenceSyncHere } from './run.ts';

interface Field {
  readonly name: string;
  readonly description: string;
}

interface Form {
  readonly fields: readonly Field[];
}

test('capabilities tells of each type of resource', async () => {
  const { stdout, exitCode } = await confluenceSyncHere(['capabilities']);
  expect(exitCode).toBe(0);
  const printed = JSON.parse(stdout);
  expect(printed).toEqual(capabilitiesAsJson());
  expect(
    printed.resourceTypeCapabilities.map(
      ({ resourceType, capabilities, optInRequired }: Record<string, { readonly id: string }>) => [
        resourceType?.id,
        capabilities,
        optInRequired ?? false,
      ],
    ),
  ).toEqual([
    ['group', ['CAPABILITY_SYNC', 'CAPABILITY_PROVISION'], false],
    ['space', ['CAPABILITY_SYNC', 'CAPABILITY_PROVISION'], false],
    ['space_role', ['CAPABILITY_SYNC'], true],
    ['space_role_assignment', ['CAPABILITY_SYNC', 'CAPABILITY_PROVISION'], true],
    ['user', ['CAPABILITY_SYNC'], false],
  ]);
});

test('config tells of each field of a form', async () => {
  const { stdout, exitCode } = await confluenceSyncHere(['config']);
  expect(exitCode).toBe(0);
  const { fields } = JSON.parse(stdout) as Form;
  expect(fields.map(({ name }) => name)).toEqual([
    'log-level',
    'log-level-debug-expires-at',
    'http-timeout-seconds',
    'health-check',
    'health-check-port',
    'health-check-bind-address',
    'otel-collector-endpoint',
    'otel-collector-endpoint-tls-cert-path',
    'otel-collector-endpoint-tls-cert',
    'otel-collector-endpoint-tls-insecure',
    'otel-tracing-disabled',
    'otel-logging-disabled',
    'domain-url',
    'username',
    'api-key',
    'cloud-id',
    'noun',
    'verb',
    'skip-personal-spaces',
    'skip-archived-spaces',
    'use-rbac',
  ]);
  expect(fields.find(({ name }) => name === 'api-key')).toEqual({
    name: 'api-key',
    displayName: 'API Key',
    description: 'API token of a Confluence administrator',
    isRequired: true,
    isSecret: true,
    stringField: { rules: { isRequired: true } },
  });
});
