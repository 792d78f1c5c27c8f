import { type Command, Option } from 'commander';
import { pastedTextFlaw } from '../../config/rules/pasted-text.ts';
import { readSecretFile, SecretFileError } from './secret-file.ts';
import {
  described,
  fileSettings,
  type Setting,
  type SettingKind,
  type Settings,
  settings,
  variableOf,
} from './settings.ts';
import { parseValue, unset } from './value.ts';

const placeholders: Readonly<Record<SettingKind, string>> = {
  text: '<text>',
  list: '<words>',
  resources: '<ids>',
  counts: '<counts>',
  switch: '[boolean]',
  whole: '<number>',
  percent: '<percent>',
  duration: '<duration>',
};

/** Adds every setting to a command, as an option with its variable. */
export function addSettings(command: Command): Command {
  for (const setting of settings as readonly Setting[]) {
    const { name, short, kind, group } = setting;
    const flags = `${short ? `-${short}, ` : ''}--${name} ${placeholders[kind]}`;
    const option = new Option(flags, `${described(setting)}${setting.required ? ' (required)' : ''}`)
      .env(variableOf(name))
      .argParser((text: string, previous: unknown) => parseValue(setting, text, previous))
      .helpGroup(`${group}:`);
    if (setting.default !== undefined) option.default(unset(setting), setting.default);
    command.addOption(option);
  }
  return command;
}

/**
 * The arguments as commander reads them best: `--use-rbac` as `--use-rbac=true`, so that a switch never takes the
 * word after it for its value.
 */
export function withWholeSwitches(argv: readonly string[]): readonly string[] {
  const whole = new Map(
    (settings as readonly Setting[])
      .filter(({ kind }) => kind === 'switch')
      .flatMap(({ name, short }) => [`--${name}`, `-${short}`].map((flag) => [flag, `--${name}=true`])),
  );
  return argv.map((argument) => whole.get(argument) ?? argument);
}

/**
 * The settings that a command was given.
 * @throws CommanderError that names everything that is missing, or what was pasted wrongly: by its name, never by its
 * value, as commander does itself
 */
export function settingsOf(command: Command): Settings {
  const given = command.opts<Readonly<Record<string, unknown>>>();
  const entries = (settings as readonly Setting[]).map((setting) => {
    const value = given[camelCase(setting.name)];
    // Commander makes an empty text of what is undefined.
    return [setting.name, value === '' || value === undefined ? unset(setting) : value] as const;
  });
  const values = withFiles(command, Object.fromEntries(entries));
  const missing = (settings as readonly Setting[])
    .filter(({ name, required }) => required && values[name] === undefined)
    .map(({ name }) => `--${name} (or ${variableOf(name)})`);
  if (missing.length > 0) command.error(`error: Missing: ${missing.join(', ')}. See --help.`);
  for (const { name, pasted } of settings as readonly Setting[]) {
    const flaw = pasted && pastedTextFlaw(String(values[name] ?? ''));
    if (flaw) {
      const given = fileSettings.find((each) => each === name && values[`${each}-file`] !== undefined);
      const source = sourceOf(command, given ? `${given}-file` : name);
      command.error(`error: ${source} ${flaw}. Copy it again, without anything before, after or in it.`);
    }
  }
  return values as unknown as Settings;
}

/**
 * What commander says about arguments, without those that could be a secret: the value of a misspelt option, or the
 * rest of a secret that has a blank and no quotes.
 */
export function withoutSecretArguments(text: string, argv: readonly string[]): string {
  const shown = text.replace(/(unknown option '[^'=]*)=.*'/s, "$1'");
  const flags = (settings as readonly Setting[])
    .filter(({ pasted }) => pasted)
    .map(({ name }) => `--${name}`);
  if (!argv.some((argument) => flags.includes(argument.replace(/=.*$/s, '')))) return shown;
  return shown.replace(
    /(too many arguments.* but got \d+): .*$/s,
    '$1. Write a value that has blanks in quotes.',
  );
}

/** Settings with what their files hold. @throws CommanderError that says which file cannot be used */
function withFiles(
  command: Command,
  written: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const values = { ...written };
  for (const name of fileSettings) {
    const path = values[`${name}-file`];
    if (path === undefined) continue;
    const source = sourceOf(command, `${name}-file`);
    if (values[name] !== undefined) {
      command.error(`error: Give ${sourceOf(command, name)} or ${source}, not both.`);
    }
    try {
      values[name] = readSecretFile(String(path));
    } catch (error) {
      if (!(error instanceof SecretFileError)) throw error;
      command.error(`error: ${source} ${error.message}. Give the path of a file that holds nothing else.`);
    }
  }
  return values;
}

/** Where a setting comes from: its flag, or its variable. */
function sourceOf(command: Command, name: string): string {
  return command.getOptionValueSource(camelCase(name)) === 'env' ? variableOf(name) : `--${name}`;
}

/** As commander names an option. */
function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
