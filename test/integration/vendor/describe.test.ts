import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { capabilitiesAsJson } from '../../../src/runtime/cli/capabilities.ts';
import { configurationSchema } from '../../../src/runtime/cli/configuration-schema.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { describeWith } from '../../support/programs.ts';

interface Field {
  readonly name: string;
  readonly description: string;
}

interface Form {
  readonly fields: readonly Field[];
}

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
    /** What ours does not have: a cache. */
    const othersFields = /^session-store-/;

    test('fields, but for those of one of both', () => {
      const namesOf = ({ fields }: Form) => fields.map(({ name }) => name).sort();
      expect(namesOf(configurationSchema() as Form).filter((name) => !ownFields.includes(name))).toEqual(
        namesOf(their).filter((name) => !othersFields.test(name)),
      );
    });

    test('types, names and rules of fields, in words of its own', () => {
      const byName = new Map(their.fields.map((field) => [field.name, field]));
      for (const { description, ...field } of (configurationSchema() as Form).fields) {
        if (ownFields.includes(field.name)) continue;
        const { description: words, ...same } = byName.get(field.name) as Field;
        expect(field).toEqual(same);
        expect(description).not.toBe(words);
      }
    });

    test('the rest', () => {
      const { fields, ...ours } = configurationSchema() as Form;
      const { fields: theirFields, ...rest } = their;
      expect(ours).toEqual(rest);
    });
  });
});
