import * as z from 'zod';
import { confluence } from './settings/confluence.ts';
import { file } from './settings/file.ts';
import { type Kind, kinds } from './settings/kinds.ts';
import { running } from './settings/running.ts';
import { scope } from './settings/scope.ts';
import { service } from './settings/service.ts';
import { type About, abouts } from './settings/setting.ts';
import { singleChange } from './settings/single-change.ts';
import { telemetry } from './settings/telemetry.ts';

/**
 * Every setting, read from texts: with the names and defaults of the vendor's connector where it has them, so that one
 * can take the other's place.
 */
export const settingsSchema = z.object({
  ...confluence,
  ...scope,
  ...file,
  ...running,
  ...service,
  ...singleChange,
  ...telemetry,
});

/** What every setting is set to: undefined if it is not, and has no default. */
export type Settings = Readonly<z.output<typeof settingsSchema>>;

/** The name of a setting. */
export type SettingName = keyof Settings;

/** What may also stand in a file, which `<name>-file` names: a Secret that is mounted, or a pipe. */
export const fileSettings = [
  'username',
  'api-key',
  'client-id',
  'client-secret',
] as const satisfies readonly SettingName[];

/** A setting: a flag, and a variable of the environment. */
export interface Setting extends Kind, About {
  /** Of the flag; the variable is BATON_ and the same in capitals, with `_` for `-`. */
  readonly name: string;
  /** Its heading in `--help`. */
  readonly group: string;
  /** Reads a text without blanks around it, or undefined if there is none. */
  readonly schema: z.ZodType;
  readonly required: boolean;
  /** As it would be written. */
  readonly default: string | undefined;
}

const groups = {
  Confluence: confluence,
  'What to sync': scope,
  'The file': file,
  Running: running,
  'Service mode': service,
  'A single change': singleChange,
  OpenTelemetry: telemetry,
};

/** Every setting, in the order of `--help`. */
export const settings: readonly Setting[] = Object.entries(groups).flatMap(([group, shape]) =>
  Object.entries(shape).map(([name, schema]) => settingOf(group, name, schema)),
);

function settingOf(group: string, name: string, schema: z.ZodType): Setting {
  const [kind, about] = [kindOf(schema), abouts.get(schema)];
  if (!kind || !about) throw new TypeError(`The setting ${name} has no kind or no description.`);
  return {
    ...kind,
    ...about,
    name,
    group,
    schema,
    required: !schema.safeParse(undefined).success,
    default: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined,
  };
}

function kindOf(schema: z.core.$ZodType): Kind | undefined {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault;
  return kinds.get(isWrapped ? schema.unwrap() : schema);
}

/** What a setting is for, and what may be written. */
export function described({ description, choices }: Setting): string {
  return choices ? `${description}: ${choices.join(', ')}` : description;
}

/** The variable of the environment that sets a setting. */
export function variableOf(name: string): string {
  return `BATON_${name.toUpperCase().replaceAll('-', '_')}`;
}
