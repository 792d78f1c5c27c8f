import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { getSystemErrorMessage } from 'node:util';
import type { Surroundings } from '../../io/io.ts';
import { pathFrom } from '../../io/path.ts';

/** The variable that names the file. */
export const fileVariable = 'BATON_CONFIG_PATH';

/** What is read if the variable names none: the first of these in the working directory. */
const usualNames = ['.baton.yaml', '.baton.yml'];

/** A setting as a file has it. */
interface Written {
  /** As a flag would have it: the items of a list with commas between them; undefined for what no flag can be given. */
  readonly text: string | undefined;
  readonly line: number;
}

/** A file with settings. */
export interface SettingsFile {
  /** As it was named. */
  readonly path: string;
  /** By their names, in lower case. */
  readonly settings: ReadonlyMap<string, Written>;
}

/** That a file with settings cannot be used. The message never repeats what it holds. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';
}

/**
 * Reads the file with settings: the one that BATON_CONFIG_PATH names, or `.baton.yaml` in the working directory.
 * @returns undefined if the variable names none, and there is none; the error of one that cannot be used
 */
export async function readSettingsFile(
  surroundings: Surroundings,
): Promise<SettingsFile | SettingsFileError | undefined> {
  try {
    return await read(surroundings);
  } catch (error) {
    if (error instanceof SettingsFileError) return error;
    throw error;
  }
}

async function read(surroundings: Surroundings): Promise<SettingsFile | undefined> {
  const named = surroundings.environment[fileVariable]?.trim();
  for (const path of named ? [named] : usualNames) {
    const text = textOf(path, surroundings.directory, !named);
    if (text !== undefined) return { path, settings: await settingsIn(text, path) };
  }
  return undefined;
}

/** @param unasked whether nobody has named it: then it may be missing, and must not be somebody else's */
function textOf(path: string, directory: string, unasked: boolean): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(pathFrom(directory, path), 'r');
    const { uid, mode } = regular(path, file);
    if (unasked) checkOwner(path, uid, mode);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof SettingsFileError) throw error;
    const { errno, code } = error as NodeJS.ErrnoException;
    if (unasked && (code === 'ENOENT' || code === 'ENOTDIR' || !isOpen(directory))) return undefined;
    const why = errno === undefined ? 'it is no text in UTF-8' : getSystemErrorMessage(errno);
    const remedy = unasked ? '' : ` Give ${fileVariable} the path of a YAML file with settings.`;
    throw new SettingsFileError(`${path}: cannot be read: ${why}.${remedy}`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether anything in a folder can be seen: in others, there is no file of settings either. */
function isOpen(directory: string): boolean {
  try {
    accessSync(directory, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function regular(path: string, file: number): { readonly uid: number; readonly mode: number } {
  const stats = fstatSync(file);
  if (stats.isFile()) return stats;
  throw new SettingsFileError(`${path}: is no file.`);
}

/** Whoever writes the file says where the token is sent: in a folder such as /tmp, that could be anybody. */
function checkOwner(path: string, uid: number, mode: number): void {
  const user = process.getuid?.();
  if (user === undefined || ((uid === user || uid === 0) && (mode & 0o002) === 0)) return;
  throw new SettingsFileError(
    `${path}: belongs to somebody else, or everybody may write it. If it is yours all the same, name it with ${fileVariable}.`,
  );
}

async function settingsIn(text: string, path: string): Promise<ReadonlyMap<string, Written>> {
  // Most runs have no such file, and start quicker without.
  const [{ readYaml }, { ConfigError }] = await Promise.all([
    import('../../config/loading/yaml.ts'),
    import('../../config/loading/problem.ts'),
  ]);
  const settings = new Map<string, Written>();
  try {
    const { value, problems, locate } = readYaml(text, path);
    if (value === null) return settings;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new SettingsFileError(`${path}:1: must hold settings, such as "noun: [space, page]".`);
    }
    for (const { path: keys } of problems.filter(({ path: keys }) => keys.length <= 1)) {
      refuse(path, locate(keys, true)?.line, keys, 'is written more than once. Keep one');
    }
    for (const [key, given] of Object.entries(value)) {
      const line = locate([key], true)?.line ?? 1;
      const name = key.toLowerCase();
      if (settings.has(name)) refuse(path, line, [key], 'is written more than once. Keep one');
      const written = textFrom(given);
      if (written !== '') settings.set(name, { text: written, line });
    }
  } catch (error) {
    if (error instanceof ConfigError) throw new SettingsFileError(error.message, { cause: error });
    throw error;
  }
  return settings;
}

function refuse(path: string, line = 1, keys: readonly PropertyKey[], what: string): never {
  throw new SettingsFileError(`${path}:${line}: ${keys.map(String).join('.')} ${what}.`);
}

/** As a flag would have it; undefined for what no flag can be given. */
function textFrom(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  // Others would not come out as they were written.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  const items = value.map(textFrom);
  return value.some(Array.isArray) || items.includes(undefined) ? undefined : items.join(',');
}
