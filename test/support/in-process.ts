import { existsSync, readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** What a command has come to, and all that it has written. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds around it. */
export interface Surroundings {
  readonly folder: string;
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where something else may stand in the place of what a process has one of. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command's main function here, as if it were a process of its own: that saves starting one. One at a time, as
 * the working directory, the environment and the streams are those of this process.
 * @param main resolves with the exit code
 */
export function runHere(
  main: (argv: readonly string[]) => Promise<number>,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Ended> {
  const ended = last.then(() => replaced(main, args, surroundings));
  last = ended.catch(() => {});
  return ended;
}

async function replaced(
  main: (argv: readonly string[]) => Promise<number>,
  args: readonly string[],
  { folder, environment }: Surroundings,
): Promise<Ended> {
  const { stdout, stderr } = process;
  const cwd = process.cwd();
  const [out, err] = [written(stdout), written(stderr)];
  const restore = setEnvironment(environment);
  process.chdir(folder);
  const distrust = trust(environment['NODE_EXTRA_CA_CERTS']);
  try {
    const exitCode = await main(['node', 'command', ...args]);
    return { exitCode, stdout: out.text(), stderr: err.text() };
  } finally {
    distrust();
    process.chdir(cwd);
    restore();
    out.restore();
    err.restore();
  }
}

/** Has this process an environment of these variables alone. @returns the way back */
export function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  const set = (next: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) if (!(name in next)) delete process.env[name];
    Object.assign(process.env, next);
  };
  set(variables);
  return () => set(before);
}

/**
 * Has this process trust what that variable names, which Node reads when it starts; and nothing else, because to read
 * all other authorities takes its time. @returns the way back
 */
function trust(file: string | undefined): () => void {
  if (file === undefined || !existsSync(file)) return () => {};
  const trusted = getCACertificates();
  setDefaultCACertificates([readFileSync(file, 'utf8')]);
  return () => setDefaultCACertificates(trusted);
}

/** Keeps what is written to a stream, which is no terminal for as long. */
function written(stream: NodeJS.WriteStream) {
  const { write, isTTY } = stream;
  const chunks: string[] = [];
  stream.isTTY = false;
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((each) => typeof each === 'function');
    if (done) process.nextTick(done as () => void);
    return true;
  };
  return {
    text: () => chunks.join(''),
    restore: () => {
      stream.write = write;
      stream.isTTY = isTTY;
    },
  };
}
