import * as z from 'zod';
import type { ProblemCode } from '../loading/problem-code.ts';

/** What to do about a value that is missing or wrong, by schema. */
export const remedies = z.registry<{ readonly remedy: string }>();

/** A schema with the description that editors show and the remedy that errors end with. */
export function field<Schema extends z.ZodType>(schema: Schema, description: string, remedy: string): Schema {
  const described = schema.meta({ description });
  remedies.add(described, { remedy });
  return described;
}

/** What to do about a number or a truth value where text belongs. */
export const quoted = 'Write text; numbers, true and false go in quotes.';

/** Text of one shape; `rule` completes "… is not". */
export function text(pattern: RegExp, rule: string, description: string, remedy: string): z.ZodString {
  return field(z.string().regex(pattern, `not ${rule}`), description, remedy);
}

/** A mapping of which exactly one key is given. */
export function exactlyOne<Shape extends z.ZodRawShape>(
  shape: Shape,
  description: string,
  remedy: string,
): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape);
  const given = (value: unknown) => keys.filter((key) => Reflect.get(value as object, key) !== undefined);
  const schema = z
    .strictObject(shape)
    .refine((value) => given(value).length === 1, {
      // Checked whatever is wrong inside, so that everything is reported at once.
      when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
      params: { code: 'exactly-one-required' satisfies ProblemCode },
      error: ({ input }) => {
        const found = given(input);
        return found.length === 0
          ? `one of ${keys.join(', ')} is missing`
          : `${found.join(' and ')} exclude each other`;
      },
    })
    .meta({ description, minProperties: 1, maxProperties: 1 });
  remedies.add(schema, { remedy });
  return schema;
}

/** A DNS label: what Kubernetes accepts as the name of a namespace. */
export const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A DNS subdomain: what Kubernetes accepts as the name of most objects. */
export const dnsSubdomain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** The key of a Kubernetes label or annotation: an optional DNS prefix and a name. */
export const qualifiedName =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/** The value of a Kubernetes label. */
export const labelValue = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** A key of a ConfigMap or a Secret. */
export const dataKey = /^(?!\.\.|\.$)[\w.-]{1,253}$/;

/** True or false. */
export const flag = (description: string): z.ZodBoolean =>
  field(z.boolean(), description, 'Write true or false, without quotes.');

/** The name of a Kubernetes object. */
export const objectName = (what: string): z.ZodString =>
  text(
    dnsSubdomain,
    'a Kubernetes object name',
    `Name of ${what}.`,
    'Write a name of lower-case letters, digits, "-" and ".".',
  );
