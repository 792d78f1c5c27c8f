import type { Io } from './io.ts';

/** The process itself. The streams are opened when they are first asked for. */
export const processIo: Io = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  environment: process.env,
  directory: '.',
  events: process,
  exit: (code) => process.exit(code),
};
