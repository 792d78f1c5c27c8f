import * as z from 'zod';

/** What is told of a setting. */
export interface About {
  /** For `--help` and `config`. */
  readonly description: string;
  /** A letter that may stand for its flag. */
  readonly short?: string;
  /** Whether a form hides it. */
  readonly secret?: true;
  /** What `config`, which forms are made from, tells beside; not there if it is for the command line only. */
  readonly form?: {
    readonly displayName?: string;
    readonly placeholder?: string;
    /** What to choose to begin with. */
    readonly suggested?: readonly string[];
    /** Whether it is of those who run the connector, and not of those who set it up. */
    readonly operational?: true;
    /** Whether it tells the range. */
    readonly ranged?: true;
  };
}

/** What is told of settings, by their schemas. */
export const abouts = z.registry<About>();

/**
 * Declares a setting.
 * @param schema a kind: as it is if the setting is required, with `optional()`, or with the text that is its default in
 *   `prefault()`
 */
export function setting<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  more: Omit<About, 'description'> = {},
): Schema {
  abouts.add(schema, { description, ...more });
  return schema;
}
