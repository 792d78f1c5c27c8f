import { InvalidArgumentError } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { milliseconds } from '../../config/schema/duration.ts';
import { parseResourceId } from './baton-id.ts';
import type { Setting } from './settings.ts';

/** In milliseconds: what Node can wait for. */
const longestTimer = 2 ** 31 - 1;

/** As the Go connector reads them. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

/**
 * The value of a setting that is written as a text.
 * @param previous of a list: what an earlier use of the same flag has come to
 * @throws InvalidArgumentError, which says how to write it
 */
export function parseValue(setting: Setting, given: string, previous?: unknown): unknown {
  // Secrets that come out of files end in a line break.
  const text = given.trim();
  // A variable that is empty counts as one that is not there.
  if (text === '') return unset(setting);
  const { kind, choices, range = [0, Number.MAX_SAFE_INTEGER] } = setting;
  switch (kind) {
    case 'text':
      return chosen(text, choices);
    case 'list':
      return [...earlier(previous), ...text.split(',').map((word) => chosen(word.trim(), choices))];
    case 'resources':
      return [...earlier(previous), ...text.split(',').map(resource)];
    case 'counts':
      return new Map([...counts(previous), ...text.split(',').map((word) => count(word.trim(), choices))]);
    case 'switch':
      return booleans.get(text) ?? refuse('Write true or false.');
    case 'whole': {
      const [least, most] = range;
      const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (number >= least && number <= most) return number;
      return refuse(`Write a whole number from ${least} to ${most}.`);
    }
    case 'percent': {
      const number = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
      return number <= 100 ? number / 100 : refuse('Write a percentage from 0% to 100%.');
    }
    case 'duration': {
      const time = milliseconds(text) ?? refuse('Write it like 90s, 10m or 1h.');
      return time <= longestTimer ? time : refuse('Write at most 596h.');
    }
  }
}

/** The value of a setting that is not set; undefined for none. */
export function unset(setting: Setting): unknown {
  if (setting.default !== undefined) return parseValue(setting, setting.default);
  if (setting.kind === 'list' || setting.kind === 'resources') return [];
  if (setting.kind === 'counts') return new Map();
  return setting.kind === 'switch' ? false : undefined;
}

function earlier(previous: unknown): readonly unknown[] {
  return Array.isArray(previous) ? previous : [];
}

function counts(previous: unknown): ReadonlyMap<string, number> {
  return previous instanceof Map ? previous : new Map();
}

function count(word: string, choices: readonly string[] | undefined): readonly [string, number] {
  const [, what = '', number] = /^([a-z-]+)=(\d{1,12})$/.exec(word) ?? [];
  if (number === undefined) return refuse(`"${word}" is no count: write it like users=120.`);
  return [chosen(what, choices), Number(number)];
}

function chosen(word: string, choices: readonly string[] | undefined): string {
  if (!choices || choices.includes(word)) return word;
  if (/\s/.test(word)) return refuse('Write commas between words, and no spaces.');
  const near = closest(word, [...choices]);
  const hint = distance(word, near) <= 2 ? ` Did you mean "${near}"?` : '';
  return refuse(`"${word}" is none of ${choices.join(', ')}.${hint}`);
}

function resource(text: string) {
  return parseResourceId(text) ?? refuse(`"${text}" is no Baton id: write it like bid:r:space/65536.`);
}

function refuse(why: string): never {
  throw new InvalidArgumentError(why);
}
