import * as z from 'zod';
import { extension } from '../loading/extensions.ts';
import { bare } from '../loading/schema-path.ts';
import { configSchema } from './config.ts';

/** The JSON Schema (draft 7, which YAML editors read) of connector.yaml, made from the zod schema. */
export function configJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // A default hides the description of what it wraps.
      jsonSchema.description ??= z.globalRegistry.get(bare(zodSchema))?.description;
    },
  });
  return {
    $schema,
    title: 'connector.yaml',
    ...schema,
    patternProperties: { [extension.source]: { description: 'A place for anchors; ignored otherwise.' } },
  };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
