import { pastedTextFlaw } from '../../text/pasted-text.ts';
import { redacted, type SensitiveValues } from '../../text/sensitive.ts';
import { isLasting, readSecretFile, SecretFileError } from './secret-file.ts';
import { fileSettings, type Settings, variableOf } from './settings.ts';

/** The credentials of a run, which may change while it lasts: those in files are read again. */
export class Credentials {
  readonly #hidden: SensitiveValues;
  readonly #directory: string;
  readonly #warn: (message: string) => void;
  readonly #warned = new Map<string, string>();
  #settings: Settings;

  /**
   * @param warn gets a message for a file that cannot be used, once for each reason
   * @param directory from which the paths of files start. @default the working directory
   */
  constructor(settings: Settings, hidden: SensitiveValues, warn: (message: string) => void, directory = '.') {
    this.#settings = settings;
    this.#hidden = hidden;
    this.#warn = warn;
    this.#directory = directory;
  }

  /** The settings, with what the files hold by now. A file that cannot be used leaves what it held before. */
  latest(): Settings {
    for (const name of fileSettings) {
      const path = this.#settings[`${name}-file`];
      if (path === undefined || !isLasting(path, this.#directory)) continue;
      const problem = this.#read(name, path);
      if (problem !== undefined && problem !== this.#warned.get(name)) {
        this.#warn(
          redacted(`${variableOf(`${name}-file`)} ${problem}. What it held before is used.`, this.#hidden),
        );
      }
      if (problem === undefined) this.#warned.delete(name);
      else this.#warned.set(name, problem);
    }
    return this.#settings;
  }

  /** @returns what is wrong, if anything */
  #read(name: (typeof fileSettings)[number], path: string): string | undefined {
    try {
      const value = readSecretFile(path, this.#directory);
      const flaw = pastedTextFlaw(value);
      if (flaw) return flaw;
      if (value === this.#settings[name]) return undefined;
      this.#settings = { ...this.#settings, [name]: value };
      this.#hidden.add(this.#settings);
      return undefined;
    } catch (error) {
      if (error instanceof SecretFileError) return error.message;
      throw error;
    }
  }
}
