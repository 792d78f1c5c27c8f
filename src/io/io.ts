import { pathFrom } from './path.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command runs. The programs that it starts run there too. */
export interface Surroundings {
  readonly environment: Environment;
  /** The working directory: paths that are not absolute start there. */
  readonly directory: string;
}

/** A stream to write to, which may be a terminal or have a descriptor. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** The width of a terminal. */
  readonly columns?: number;
  readonly fd?: number;
}

/** A stream to read from, which may be a terminal. */
interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
}

/** All that a command has of the process that it runs in. */
export interface Io extends Surroundings {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Signals, `beforeExit`, and errors that nobody catches, as `process` emits them. */
  readonly events: Events;
  /** Ends the command immediately, without waiting for work in progress. @param code the exit code */
  exit(code: number): void;
}

/** What `process` is listened to with. */
export type Events = Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off'>;

/** Where a program's files are. */
export interface Places {
  /** Relative paths start here. @default the working directory of the process */
  readonly directory?: string;
  /** The folder for temporary files, except those that SQLite makes to sort. @default that of the process */
  readonly temporary?: string;
}

/** Where a command's files are. */
export function placesOf(surroundings: Surroundings): Required<Places> {
  return { directory: surroundings.directory, temporary: temporaryFolder(surroundings) };
}

/** Options that have execa run a program in these surroundings, and with no other variables. */
export function childOptions({ environment, directory }: Surroundings) {
  return { cwd: directory, extendEnv: false, env: environment } as const;
}

/** The folder for temporary files, as `os.tmpdir()` finds it in the environment of the process. */
export function temporaryFolder({ environment, directory }: Surroundings): string {
  const { TMPDIR, TMP, TEMP } = environment;
  return pathFrom(directory, (TMPDIR || TMP || TEMP || '/tmp').replace(/(?<=.)\/$/, ''));
}
