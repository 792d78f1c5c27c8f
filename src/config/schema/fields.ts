import * as z from 'zod';
import type { ProblemCode } from '../loading/problem-code.ts';

/** What to do about a value that is missing or wrong, by schema. */
export const remedies = z.registry<{ readonly remedy: string }>();

/** What is said of a field. */
interface Wording {
  /** What it is, as editors show it. */
  readonly description: string;
  /** What to do about a value that is missing or wrong, as errors end. */
  readonly remedy: string;
}

/** A schema that is described, and has a remedy. */
export function field<Schema extends z.ZodType>(schema: Schema, { description, remedy }: Wording): Schema {
  const described = schema.meta({ description });
  remedies.add(described, { remedy });
  return described;
}

/** What to do about a number or a truth value where text belongs. */
export const quoted = 'Write text; numbers, true and false go in quotes.';

/** Text of one shape; `expected` is what another text is not, e.g. `an id`. */
export function text(
  pattern: RegExp,
  { expected, ...wording }: Wording & { readonly expected: string },
): z.ZodString {
  return field(z.string().regex(pattern, `not ${expected}`), wording);
}

/** A mapping of which exactly one key is given. */
export function exactlyOne<Shape extends z.ZodRawShape>(
  shape: Shape,
  { description, remedy }: Wording,
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

/** The key of a label. */
export const labelKey: z.ZodString = z.string().regex(qualifiedName, 'not a label key');

/** The key of an annotation. */
export const annotationKey: z.ZodString = z.string().regex(qualifiedName, 'not an annotation key');

/** A list of one at least. */
export const nonEmpty = <Schema extends z.ZodType>(schema: Schema): z.ZodArray<Schema> =>
  z.array(schema).min(1, 'must not be empty');

/** True or false. */
export const flag = (description: string): z.ZodBoolean =>
  field(z.boolean(), { description, remedy: 'Write true or false, without quotes.' });

/** The name of a Kubernetes object. */
export const objectName = (what: string): z.ZodString =>
  text(dnsSubdomain, {
    expected: 'a Kubernetes object name',
    description: `Name of ${what}.`,
    remedy: 'Write a name of lower-case letters, digits, "-" and ".".',
  });
