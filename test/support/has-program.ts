import { execaSync } from 'execa';

/** Whether a program is on the PATH. */
export function hasProgram(name: string): boolean {
  return (
    execaSync(process.platform === 'win32' ? 'where' : 'which', [name], { reject: false }).exitCode === 0
  );
}
