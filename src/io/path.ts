import { isAbsolute, sep } from 'node:path';

/**
 * Where a path leads from a directory. It is not normalised: after a link, `..` is above what the link names.
 * @param directory `.` is the working directory of the process
 */
export function pathFrom(directory: string, path: string): string {
  return isAbsolute(path) || directory === '.' ? path : `${directory}${sep}${path}`;
}

/** A path of `pathFrom` as it was given, if it was not absolute. */
export function pathIn(directory: string, path: string): string {
  return directory !== '.' && path.startsWith(`${directory}${sep}`) ? path.slice(directory.length + 1) : path;
}
