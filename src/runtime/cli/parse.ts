import { Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../../io/io.ts';
import { readSecretFile, SecretFileError } from './secret-file.ts';
import {
  described,
  fileSettings,
  type Setting,
  type Settings,
  settings,
  settingsSchema,
  variableOf,
} from './settings.ts';

/** What settings are set to, as texts without blanks around them; undefined for those that are not set. */
type Texts = Readonly<Record<string, string | undefined>>;

/** Takes the variables of its options from an environment that it is given: Commander takes those of the process. */
class CommandIn extends Command {
  // It is an EventEmitter, though its types do not say so.
  declare readonly emit: (event: string, value: string) => boolean;
  readonly #environment: Environment;

  constructor(name: string, environment: Environment) {
    super(name);
    this.#environment = environment;
  }

  /** In the place of Commander's own method, which is private there, and called after the arguments are parsed. */
  _parseOptionsEnv(): void {
    for (const option of this.options) {
      const text = option.envVar && this.#environment[option.envVar];
      const source = this.getOptionValueSource(option.attributeName());
      if (text === undefined || source === 'cli') continue;
      this.emit(`optionEnv:${option.name()}`, text);
    }
  }
}

/** A command with every setting, as an option with its variable. */
export function commandWithSettings(name: string, environment: Environment): Command {
  const command = new CommandIn(name, environment);
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

/**
 * The arguments as commander reads them best: `--use-rbac` as `--use-rbac=true`, so that a switch never takes the
 * word after it for its value.
 */
export function withWholeSwitches(argv: readonly string[]): readonly string[] {
  const whole = new Map(
    settings
      // Whose value may be left out.
      .filter(({ placeholder }) => placeholder.startsWith('['))
      .flatMap(({ name, short }) => [`--${name}`, `-${short}`].map((flag) => [flag, `--${name}=true`])),
  );
  return argv.map((argument) => whole.get(argument) ?? argument);
}

/** What the settings of a command are set to, by their flags and variables. */
export function textsOf(command: Command): Texts {
  const given = command.opts();
  // A variable that is empty counts as one that is not there.
  return Object.fromEntries(settings.map(({ name }) => [name, given[camelCase(name)] || undefined]));
}

/**
 * The settings that a command was given.
 * @param directory from which paths start
 * @throws CommanderError that names everything that is missing, or what was pasted wrongly: by its name, never by its
 * value, as commander does itself
 */
export function settingsOf(command: Command, directory: string): Settings {
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
  const source = sourceOf(command, texts[`${name}-file`] === undefined ? name : `${name}-file`);
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
function withFiles(command: Command, written: Texts, directory: string): Texts {
  const texts = { ...written };
  for (const name of fileSettings) {
    const path = texts[`${name}-file`];
    if (path === undefined) continue;
    const source = sourceOf(command, `${name}-file`);
    if (texts[name] !== undefined) {
      command.error(`error: Give ${sourceOf(command, name)} or ${source}, not both.`);
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

/** Where a setting comes from: its flag, or its variable. */
function sourceOf(command: Command, name: string): string {
  return command.getOptionValueSource(camelCase(name)) === 'env' ? variableOf(name) : `--${name}`;
}

/** As commander names an option. */
function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
