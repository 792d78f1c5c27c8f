import { Token } from 'cdktf';
import { type Argument, argumentFor, type Configs } from './bindings.ts';

type Path = readonly (string | number)[];

/**
 * Translates an API object to the arguments of its hashicorp/kubernetes resource: the same tree with the names and
 * types that the provider's bindings have for it. CDKTF's tokens stay as they are.
 * @throws Error naming a field that has no translation
 */
export function terraformConfig<Kind extends keyof Configs>(object: {
  readonly apiVersion?: string;
  readonly kind: Kind;
  readonly metadata?: object;
}): Configs[Kind] {
  const { apiVersion: _, kind, ...fields } = object;
  return translated(fields, { of: `${kind}V1` }, [kind]) as Configs[Kind];
}

function translated(value: unknown, { many, of }: Omit<Argument, 'name'>, path: Path): unknown {
  if (Token.isUnresolved(value)) return value;
  if (many === 'list') {
    return Array.isArray(value)
      ? value.map((element, index) => translated(element, { of }, [...path, index]))
      : [translated(value, { of }, path)];
  }
  // A map's keys are the user's.
  if (many === 'map') return mapped(value, path, (entry, key, at) => [key, translated(entry, { of }, at)]);
  if (of === 'string' || of === 'number' || of === 'boolean') return scalar(value, of, path);
  return mapped(value, path, (field, key, at) => {
    const argument = argumentFor(key, of);
    if (!argument) throw noTranslation(at);
    return [argument.name, translated(field, argument, at)];
  });
}

function scalar(value: unknown, type: string, path: Path): unknown {
  const result = type === 'string' && typeof value === 'number' ? text(value, path) : value;
  if (typeof result !== type) throw noTranslation(path);
  return result;
}

/** The provider has some numbers as text, and the modes of files in octal. */
function text(value: number, path: Path): string {
  return /mode$/i.test(String(path.at(-1))) ? `0${value.toString(8)}` : String(value);
}

/** An object with each entry replaced; what is undefined is not there. */
function mapped(
  object: unknown,
  path: Path,
  replace: (value: unknown, key: string, path: Path) => readonly [string, unknown],
): object {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw noTranslation(path);
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => replace(value, key, [...path, key])));
}

function noTranslation(path: Path): Error {
  const place = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .slice(1);
  return new Error(`${place}: no translation to Terraform.`);
}
