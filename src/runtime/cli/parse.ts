import { InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../../io/io.ts';
import { readSecretFile, SecretFileError } from './secret-file.ts';
import { withoutEffect } from './settings/without-effect.ts';
import {
  described,
  fileSettings,
  type Setting,
  type Settings,
  settings,
  settingsSchema,
  variableOf,
} from './settings.ts';
import { SettingsCommand } from './settings-command.ts';
import type { SettingsFile, SettingsFileError } from './settings-file.ts';

/** What settings are set to, as texts without blanks around them; undefined for those that are not set. */
type Texts = Readonly<Record<string, string | undefined>>;

/** A command with every setting, as an option with its variable, and with those that have no effect. */
export function commandWithSettings(
  name: string,
  environment: Environment,
  file?: SettingsFile | SettingsFileError,
): SettingsCommand {
  const command = new SettingsCommand(name, environment, file);
  for (const setting of settings) {
    const { name, short, placeholder, required, group, default: usual } = setting;
    const flags = `${short ? `-${short}, ` : ''}--${name} ${placeholder}`;
    const option = new Option(flags, `${described(setting)}${required ? ' (required)' : ''}`)
      .env(variableOf(name))
      .argParser((given: string, previous?: string) => checkedText(setting, given, previous))
      .helpGroup(`${group}:`);
    if (usual !== undefined) option.default(usual, usual);
    command.addOption(option);
  }
  for (const [name, { kind }] of Object.entries(withoutEffect)) {
    const flags = `--${name} ${kind === 'switch' ? '[boolean]' : '<text>'}`;
    command.addOption(new Option(flags).env(variableOf(name)).hideHelp());
  }
  return command;
}

/** @throws InvalidArgumentError that says how to write it, of which commander makes a message that repeats the text */
function checkedText({ schema, pasted, repeatable }: Setting, given: string, previous?: string): string {
  // Secrets that come out of files end in a line break.
  const text = given.trim();
  if (text === '') return text;
  const { error } = pasted ? {} : schema.safeParse(text);
  if (error) throw new InvalidArgumentError(error.issues[0]?.message ?? '');
  return repeatable && previous ? `${previous},${text}` : text;
}

/** Flags whose value may be left out. */
const switches = new Set([
  ...settings.filter(({ placeholder }) => placeholder.startsWith('[')).map(({ name }) => `--${name}`),
  ...Object.keys(withoutEffect)
    .filter((name) => withoutEffect[name]?.kind === 'switch')
    .map((name) => `--${name}`),
]);

/** All others. */
const valued = new Set(
  [
    ...settings.map(({ name }) => `--${name}`),
    ...Object.keys(withoutEffect).map((name) => `--${name}`),
  ].filter((flag) => !switches.has(flag)),
);

/** Flags by the letters that may stand for them. */
const letters = new Map(
  settings.flatMap(({ name, short }) => (short ? [[short, `--${name}`] as const] : [])),
);

/**
 * The arguments as commander reads them best: `--use-rbac` as `--use-rbac=true`, so that a switch never takes the
 * word after it for its value, and letters as pflag reads them: `-pf=sync.c1z` as `--provisioning=true
 * --file=sync.c1z`. The value of a flag is left alone, whatever it is.
 */
export function wholeFlags(argv: readonly string[]): readonly string[] {
  let before = '';
  return argv.flatMap((argument) => {
    const whole = valued.has(before) ? [argument] : wholeFlag(argument);
    before = valued.has(before) ? '' : (whole.at(-1) ?? '');
    return whole;
  });
}

function wholeFlag(argument: string): readonly string[] {
  if (switches.has(argument)) return [`${argument}=true`];
  const [, letter = '', rest = ''] = /^-(\w)(.*)$/s.exec(argument) ?? [];
  const flag = letters.get(letter);
  if (flag === undefined) return [argument];
  if (rest.startsWith('=')) return [`${flag}${rest}`];
  if (switches.has(flag)) return [`${flag}=true`, ...(rest === '' ? [] : wholeFlag(`-${rest}`))];
  return rest === '' ? [flag] : [`${flag}=${rest}`];
}

/** What the settings of a command are set to. @throws CommanderError if its file cannot be used */
export function textsOf(command: SettingsCommand): Texts {
  command.checkFile();
  return Object.fromEntries(settings.map(({ name }) => [name, command.textOf(name)]));
}

/**
 * The settings that a command was given.
 * @param directory from which paths start
 * @throws CommanderError that names everything that is missing, or what was pasted wrongly: by its name, never by its
 * value, as commander does itself
 */
export function settingsOf(command: SettingsCommand, directory: string): Settings {
  const texts = withFiles(command, textsOf(command), directory);
  const { data, error } = settingsSchema.safeParse(texts);
  if (data) return data;
  const problems = error.issues.map(({ path, message }) => ({ name: path.join('.'), message }));
  const missing = problems.filter(({ name }) => texts[name] === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => `--${name} (or ${variableOf(name)})`);
    command.error(`error: Missing: ${names.join(', ')}. See --help.`);
  }
  const [{ name, message } = { name: '', message: '' }] = problems;
  const source = command.placeOf(texts[`${name}-file`] === undefined ? name : `${name}-file`);
  command.error(`error: ${source} ${message}. Copy it again, without anything before, after or in it.`);
}

/**
 * What commander says about arguments, without those that could be a secret: the value of a misspelt option, or the
 * rest of a secret that has a blank and no quotes.
 */
export function withoutSecretArguments(text: string, argv: readonly string[]): string {
  const shown = text.replace(/(unknown option '[^'=]*)=.*'/s, "$1'");
  const flags = settings.filter(({ pasted }) => pasted).map(({ name }) => `--${name}`);
  if (!argv.some((argument) => flags.includes(argument.replace(/=.*$/s, '')))) return shown;
  return shown.replace(
    /(too many arguments.* but got \d+): .*$/s,
    '$1. Write a value that has blanks in quotes.',
  );
}

/** Settings with what their files hold. @throws CommanderError that says which file cannot be used */
function withFiles(command: SettingsCommand, written: Texts, directory: string): Texts {
  const texts = { ...written };
  for (const name of fileSettings) {
    const path = texts[`${name}-file`];
    if (path === undefined) continue;
    const source = command.placeOf(`${name}-file`);
    if (texts[name] !== undefined) {
      command.error(`error: Give ${command.placeOf(name)} or ${source}, not both.`);
    }
    try {
      texts[name] = readSecretFile(path, directory);
    } catch (error) {
      if (!(error instanceof SecretFileError)) throw error;
      command.error(`error: ${source} ${error.message}. Give the path of a file that holds nothing else.`);
    }
  }
  return texts;
}
