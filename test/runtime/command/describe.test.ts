import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { capabilitiesAsJson } from '../../../src/runtime/command/capabilities.ts';
import { form } from '../../../src/runtime/command/form.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { describeWith } from '../../support/programs.ts';
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
    'http-timeout-seconds',
    'health-check',
    'health-check-port',
    'health-check-bind-address',
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

describeWith([built(batonConfluence)], 'beside the vendor’s own connector', () => {
  const theirs = async (command: string) => {
    const { stdout } = await execa(binary(batonConfluence), [command]);
    return JSON.parse(stdout);
  };

  test('capabilities prints the same', async () => {
    expect(capabilitiesAsJson()).toEqual(await theirs('capabilities'));
  });

  describe('config prints the same', () => {
    let their: Form;
    beforeAll(async () => {
      their = await theirs('config');
    });

    /** What the vendor's connector does not have. */
    const ownFields = ['cloud-id', 'skip-archived-spaces'];
    /** What ours does not have: telemetry, a cache, and an end of debugging. */
    const othersFields = /^(?:otel-|session-store-|log-level-debug-expires-at)/;

    test('fields, but for those of one of both', () => {
      const namesOf = ({ fields }: Form) => fields.map(({ name }) => name).sort();
      expect(namesOf(form() as Form).filter((name) => !ownFields.includes(name))).toEqual(
        namesOf(their).filter((name) => !othersFields.test(name)),
      );
    });

    test('types, names and rules of fields, in words of its own', () => {
      const byName = new Map(their.fields.map((field) => [field.name, field]));
      for (const { description, ...field } of (form() as Form).fields) {
        if (ownFields.includes(field.name)) continue;
        const { description: words, ...same } = byName.get(field.name) as Field;
        expect(field).toEqual(same);
        expect(description).not.toBe(words);
      }
    });

    test('the rest', () => {
      const { fields, ...ours } = form() as Form;
      const { fields: theirFields, ...rest } = their;
      expect(ours).toEqual(rest);
    });
  });
});
