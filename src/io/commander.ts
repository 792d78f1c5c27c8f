import type { OutputConfiguration } from 'commander';
import type { Io } from './io.ts';

/** Has commander write to these streams, as it does to those of the process. */
export function outputOf({ stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>): OutputConfiguration {
  return {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : undefined) ?? 80,
    getErrHelpWidth: () => (stderr.isTTY ? stderr.columns : undefined) ?? 80,
    // There are no colours to take out.
    getOutHasColors: () => true,
    getErrHasColors: () => true,
  };
}
