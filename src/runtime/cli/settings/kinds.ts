import * as z from 'zod';
import { milliseconds } from '../../../config/schema/duration.ts';
import { pastedTextFlaw } from '../../../text/pasted-text.ts';
import { resourceId } from '../baton-id.ts';
import { nearestWord } from '../nearest.ts';

// The kinds of settings: each is a schema that reads a text without blanks around it, as the Go connector does, and
// whose messages say how to write it.

/** What is to be known of a kind to make a flag of it. */
export interface Kind {
  /** Stands for the value in `--help`. */
  readonly placeholder: string;
  /** The words that may be written, if there are only some. */
  readonly choices?: readonly string[];
  /** Whether a flag that is given again adds to what it was given before. */
  readonly repeatable?: true;
  /** Whether people paste it, so that no message may repeat it. */
  readonly pasted?: true;
}

/** The kinds by their schemas. */
export const kinds = z.registry<Kind>();

/** In milliseconds: what Node can wait for. */
const longestTimer = 2 ** 31 - 1;

/** Any text. */
export const text = () => z.string().register(kinds, { placeholder: '<text>' });

/** A text that people paste: it has no quotation marks around it, no blanks and nothing invisible. */
export const pasted = () =>
  z
    .string()
    .refine((given) => pastedTextFlaw(given) === undefined, {
      error: ({ input }) => pastedTextFlaw(String(input)),
    })
    .register(kinds, { placeholder: '<text>', pasted: true });

/** One of some words. */
export const choice = <const Word extends string>(choices: readonly Word[]) =>
  z
    .enum(choices, { error: ({ input }) => noneOf(String(input), choices) })
    .register(kinds, { placeholder: '<text>', choices });

/**
 * One of some words, also in capitals.
 * @param others what else may be written, in lower case, and the word that it stands for
 */
export const choiceInAnyCase = <const Word extends string>(
  choices: readonly Word[],
  others: Readonly<Record<string, Word>> = {},
) =>
  z
    .string()
    .toLowerCase()
    .transform((given) => (Object.hasOwn(others, given) ? others[given] : given))
    .pipe(choice(choices))
    .register(kinds, { placeholder: '<text>', choices });

/** Any number of some words; none unless it is set. */
export const words = <const Word extends string>(choices: readonly Word[]) =>
  parts(trimmed.pipe(choice(choices)))
    .default([])
    .register(kinds, { placeholder: '<words>', choices, repeatable: true });

/** Resources by their Baton ids; none unless it is set. */
export const resources = () =>
  parts(resourceId).default([]).register(kinds, { placeholder: '<ids>', repeatable: true });

/** Paths of files; none unless it is set. */
export const paths = () =>
  parts(trimmed.min(1, 'Write a comma between two paths, and nothing else.'))
    .default([])
    .register(kinds, { placeholder: '<paths>', repeatable: true });

/** Numbers by what they count, e.g. `users=120`; none unless it is set. */
export const counts = (choices: readonly string[]) =>
  parts(
    trimmed
      .regex(/^[a-z-]+=\d{1,12}$/, {
        error: ({ input }) => `"${input}" is no count: write it like users=120.`,
        abort: true,
      })
      .refine((count) => choices.includes(countOf(count)[0]), {
        error: ({ input }) => noneOf(countOf(String(input))[0], choices),
      })
      .transform(countOf),
  )
    .transform((each): ReadonlyMap<string, number> => new Map(each))
    .default(new Map())
    .register(kinds, { placeholder: '<counts>', choices, repeatable: true });

/** True or false; false unless it is set. */
export const flag = () => boolean.default(false).register(kinds, { placeholder: '[boolean]' });

/** A whole number. */
export function whole(least: number, most: number) {
  const error = `Write a whole number from ${least} to ${most}.`;
  return digits
    .pipe(z.int(error).check(z.gte(least, error), z.lte(most, error)))
    .register(kinds, { placeholder: '<number>' });
}

/** A whole number, which counts as the least or the most if it is beyond that. */
export function bounded(least: number, most: number) {
  return digits
    .pipe(z.number('Write a whole number.'))
    .transform((number) => Math.min(Math.max(number, least), most))
    .register(kinds, { placeholder: '<number>' });
}

/** A percentage as a share, e.g. 0.5. */
export function percent() {
  const error = 'Write a percentage from 0% to 100%.';
  return z
    .string()
    .transform((text) => (/^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN))
    .pipe(z.number(error).max(100, error))
    .transform((number) => number / 100)
    .register(kinds, { placeholder: '<percent>' });
}

/** A duration in milliseconds. */
export const duration = () =>
  z
    .string()
    .transform(milliseconds)
    .pipe(z.number('Write it like 90s, 10m or 1h.').max(longestTimer, 'Write at most 596h.'))
    .register(kinds, { placeholder: '<duration>' });

/** A point in time, in milliseconds since 1970. */
export const time = () =>
  z
    .string()
    .transform(instant)
    .pipe(z.number('Write it like 2026-12-31T18:00:00Z.'))
    .register(kinds, { placeholder: '<time>' });

// Made once: each schema costs time when the program starts.
const trimmed = z.string().trim();
const split = z.string().transform((text): readonly string[] => text.split(','));
const digits = z.string().transform((text) => (/^-?\d+$/.test(text) ? Number(text) : Number.NaN));
const boolean = z.stringbool({
  truthy: ['1', 't', 'T', 'true', 'TRUE', 'True'],
  falsy: ['0', 'f', 'F', 'false', 'FALSE', 'False'],
  case: 'sensitive',
  error: 'Write true or false.',
});

const parts = <Part extends z.ZodType<unknown, string>>(part: Part) => split.pipe(z.array(part).readonly());

/** Of an ISO 8601 time or day, which is in UTC unless it says otherwise, or of seconds since 1970. */
function instant(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  const [, day, clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.]\d+)?)?) ?(Z|z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
}

function countOf(text: string): readonly [string, number] {
  const [what = '', number] = text.split('=');
  return [what, Number(number)];
}

function noneOf(given: string, choices: readonly string[]): string {
  if (/\s/.test(given)) return 'Write commas between words, and no spaces.';
  const near = nearestWord(given, choices, 2);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `"${given}" is none of ${choices.join(', ')}.${hint}`;
}
