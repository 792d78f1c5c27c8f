import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Io, Surroundings } from '../../src/io/io.ts';

/** What a command has come to, and all that it has written. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs, and with which variables: these and no others. */
interface RunOptions extends Surroundings {
  /** Emits its signals. @default there are none */
  readonly events?: EventEmitter;
}

/**
 * Runs a command's main function here, as if it were a process of its own without a terminal: that saves starting one.
 * What its NODE_EXTRA_CA_CERTS names, all of this process trusts as long.
 * @param main resolves with the exit code
 */
export async function runHere(
  main: (argv: readonly string[], io: Io) => Promise<number>,
  args: readonly string[],
  { directory, environment, events = new EventEmitter() }: RunOptions,
): Promise<Ended> {
  const [stdout, stderr] = [new Written(), new Written()];
  const exited = Promise.withResolvers<number>();
  const io = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    environment,
    directory,
    events,
    exit: exited.resolve,
  };
  const distrust = trust(environment['NODE_EXTRA_CA_CERTS']);
  try {
    const exitCode = await Promise.race([main(['node', 'command', ...args], io), exited.promise]);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    distrust();
  }
}

/** Keeps what is written to it. */
class Written extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

/** What this process has trusted at first. */
let usual: readonly string[] | undefined;

/** What it trusts now instead, for each command that runs. */
const trusted = new Set<{ readonly authorities: string }>();

/**
 * Has this process trust what that variable names, which Node reads when it starts; and nothing but what others have
 * named, because to read all other authorities takes its time. @returns the way back
 */
function trust(file: string | undefined): () => void {
  if (file === undefined || !existsSync(file)) return () => {};
  usual ??= getCACertificates();
  const added = { authorities: readFileSync(file, 'utf8') };
  const apply = () =>
    setDefaultCACertificates(
      trusted.size > 0 ? [...trusted].map(({ authorities }) => authorities) : [...(usual ?? [])],
    );
  trusted.add(added);
  apply();
  return () => {
    trusted.delete(added);
    apply();
  };
}
