import { join } from 'node:path';
import { execa } from 'execa';
import { main } from '../../../src/runtime/main.ts';
import { runHere } from '../../support/in-process.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The command, as its first line has it run. */
export const command = [
  '--disable-warning=ExperimentalWarning',
  join(root, 'src', 'runtime', 'bin.cjs'),
] as const;

export interface RunOptions {
  /** The whole environment, but for PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly cancelSignal?: AbortSignal;
}

/** Runs `confluence-sync` with this Node and nothing else in its environment; never rejects. */
export function confluenceSync(args: readonly string[], { env = {}, cwd = root }: RunOptions = {}) {
  return execa(process.execPath, [...command, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    extendEnv: false,
    reject: false,
  });
}

/** As {@link confluenceSync}, in this process: quicker, for what ends by itself. */
export async function confluenceSyncHere(
  args: readonly string[],
  { env = {}, cwd = root }: Pick<RunOptions, 'env' | 'cwd'> = {},
) {
  const { exitCode, stdout, stderr } = await runHere(main, args, { directory: cwd, environment: env });
  return { exitCode, stdout: stdout.replace(/\n$/, ''), stderr: stderr.replace(/\n$/, '') };
}

/** What a run has logged as JSON. */
export function logged(stderr: string): readonly Readonly<Record<string, unknown>>[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
