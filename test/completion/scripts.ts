import { execa } from 'execa';
import { command as connector } from '../cli/workspace.ts';
import { command as sync } from '../runtime/cli/run.ts';

const commands = {
  'confluence-connector': ['--disable-warning=ExperimentalWarning', connector],
  'confluence-sync': sync,
} as const;

/** The programs that shells complete. */
export const programs = Object.keys(commands) as readonly (keyof typeof commands)[];

/** What a program prints for a shell. Rejects where it fails. */
export async function completionOf(name: keyof typeof commands, shell: string): Promise<string> {
  const { stdout } = await execa(process.execPath, [...commands[name], 'completion', shell], {
    extendEnv: false,
    stripFinalNewline: true,
  });
  return stdout;
}
