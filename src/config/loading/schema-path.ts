import type { z } from 'zod';
import { remedies } from '../schema/fields.ts';

type Definition = {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
};

const definition = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** The schema under defaults, optionals and transforms. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType, in: input } = definition(schema);
  const inner = innerType ?? input;
  return inner ? bare(inner) : schema;
}

/**
 * The schema that governs a path of a value, as far as the path is known: unions are resolved by the value's
 * own discriminators. Returns undefined below an unknown key.
 */
export function schemaAt(
  root: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined {
  const schema = bare(root);
  const { type, options, discriminator, shape, element, valueType } = definition(schema);
  if (type === 'union' && options && discriminator) {
    const chosen = property(value, discriminator);
    const option = options.find((candidate) => accepts(candidate, discriminator, chosen));
    return option ? schemaAt(option, value, path) : path.length === 0 ? schema : undefined;
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const next = type === 'object' ? shape?.[String(key)] : type === 'array' ? element : valueType;
  return next && schemaAt(next, property(value, key), rest);
}

/** The values a discriminated union distinguishes, e.g. `['cloud', 'self-hosted']`. */
export function discriminatorValues(schema: z.core.$ZodType, key: string): readonly string[] {
  const values = (definition(schema).options ?? []).flatMap((option) => [...(literals(option, key) ?? [])]);
  return [...new Set(values)];
}

/** The keys a mapping may have. */
export function knownKeys(schema: z.core.$ZodType): readonly string[] {
  return Object.keys(definition(schema).shape ?? {});
}

/** What to do about a wrong value of a schema. */
export function remedyOf(schema: z.core.$ZodType | undefined): string | undefined {
  return schema && remedies.get(schema)?.remedy;
}

function accepts(option: z.core.$ZodType, discriminator: string, value: unknown): boolean {
  return literals(option, discriminator)?.some((literal) => literal === value) ?? false;
}

function literals(option: z.core.$ZodType, key: string): readonly string[] | undefined {
  const values = option._zod.propValues?.[key];
  return values && [...values].map(String);
}

/** What stands at a path of a value, if anything does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(property, value);
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
