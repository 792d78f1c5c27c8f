import { statSync } from 'node:fs';
import type { Io } from '../../io/io.ts';
import { pathFrom } from '../../io/path.ts';
import type { SettingsCommand } from './settings-command.ts';

/** What a run's folder for temporary files is named by, unless it is that of the system. */
interface NamedFolder {
  readonly path: string;
  /** What has named it, for messages. */
  readonly place: string;
}

/** The folder for temporary files that the settings name, if they name one. */
export function namedFolder(command: SettingsCommand): NamedFolder | undefined {
  const name = 'c1z-temp-dir';
  const path = command.textOf(name);
  if (path !== undefined) return { path, place: command.placeOf(name) };
  const { BATON_TMPDIR: other } = command.environment;
  return other ? { path: other, place: 'BATON_TMPDIR' } : undefined;
}

/** What is wrong with a folder for temporary files, as a sentence; undefined if nothing is. */
export function folderFlaw({ path, place }: NamedFolder, directory: string): string | undefined {
  const isFolder = statSync(pathFrom(directory, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? undefined : `${place} names no folder that exists: ${path}. Make it first.`;
}

/** What a command has of its process, with another folder for temporary files. */
export function withTemporaryFolder(io: Io, path: string): Io {
  return { ...io, environment: { ...io.environment, TMPDIR: path } };
}
