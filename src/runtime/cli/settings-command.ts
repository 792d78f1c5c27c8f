import { Command, InvalidArgumentError, type Option } from 'commander';
import type { Environment } from '../../io/io.ts';
import { variableOf } from './settings.ts';
import { type SettingsFile, SettingsFileError } from './settings-file.ts';

const notOfFlags = 'Write a text, a number, true, false, or a list of these.';

/**
 * A command whose options come from its arguments, then from an environment, then from a file. Commander itself takes
 * the environment of the process.
 */
export class SettingsCommand extends Command {
  // It is an EventEmitter, though its types do not say so.
  declare readonly emit: (event: string, value: string) => boolean;
  readonly environment: Environment;
  readonly file: SettingsFile | undefined;
  #fileProblem: string | undefined;

  /** @param file or why there is none */
  constructor(name: string, environment: Environment, file?: SettingsFile | SettingsFileError) {
    super(name);
    this.environment = environment;
    if (file instanceof SettingsFileError) this.#fileProblem = file.message;
    else this.file = file;
  }

  /** In the place of Commander's own method, which is private there, and called after the arguments are parsed. */
  _parseOptionsEnv(): void {
    for (const option of this.options) {
      if (!option.envVar || this.getOptionValueSource(option.attributeName()) === 'cli') continue;
      const text = this.environment[option.envVar];
      // A variable that is empty counts as one that is not there.
      if (text?.trim()) this.emit(`optionEnv:${option.name()}`, text);
      else this.#parseFromFile(option);
    }
  }

  #parseFromFile(option: Option): void {
    const written = this.file?.settings.get(option.name());
    if (!written) return;
    const { text } = written;
    // Without effect, it may be anything.
    const set = (value = '(a mapping)') => {
      this.setOptionValueWithSource(option.attributeName(), value, 'config');
    };
    set(text);
    if (!option.parseArg) return;
    try {
      if (text === undefined) throw new InvalidArgumentError(notOfFlags);
      set(option.parseArg(text, ''));
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      this.#fileProblem ??= `${this.placeOf(option.name())} is invalid. ${error.message}`;
    }
  }

  /** Only what needs settings has a use for the file. @throws CommanderError if it cannot be used */
  checkFile(): void {
    if (this.#fileProblem !== undefined) this.error(`error: ${this.#fileProblem}`);
  }

  /** What a setting, or one without effect, is set to: undefined if it is not. */
  textOf(name: string): string | undefined {
    return this.getOptionValue(camelCase(name)) || undefined;
  }

  /** Where a setting comes from: its flag, its variable, or its key in the file. */
  placeOf(name: string): string {
    const source = this.getOptionValueSource(camelCase(name));
    if (source === 'env') return variableOf(name);
    if (source !== 'config' || !this.file) return `--${name}`;
    return `${this.file.path}:${this.file.settings.get(name)?.line ?? 1}: ${name}`;
  }
}

/** As commander names an option. */
function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
