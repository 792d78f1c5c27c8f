import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { command } from '../../cli/workspace.ts';

/** Keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  down: '\x1b[B',
  interrupt: '\x03',
  endOfInput: '\x04',
  erase: '\x15',
} as const;

/** What the screen shows, and what is typed once it does. */
export type Dialogue = readonly (readonly [shown: string, typed: string])[];

/** What happened on a terminal. */
export interface Session {
  readonly exitCode: number | undefined;
  /** All that was shown, without colours. */
  readonly screen: string;
  /** Whether any of it was in colour. */
  readonly coloured: boolean;
  /** What was never shown, so that the rest could not be typed. */
  readonly missed: readonly string[];
}

/** Runs the command on a pseudo-terminal and types each answer once its question is shown. */
export async function onTerminal(
  line: string,
  folder: string,
  dialogue: Dialogue,
  environment: Readonly<Record<string, string>> = { NO_COLOR: '1' },
): Promise<Session> {
  const terminal = execa(
    'script',
    ['--quiet', '--return', '--command', `"$NODE" "$COMMAND" ${line}`, '/dev/null'],
    {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        TERM: 'xterm',
        NODE: process.execPath,
        COMMAND: command,
        ...environment,
      },
      extendEnv: false,
      reject: false,
      timeout: 30_000,
    },
  );
  const open = [...dialogue];
  let screen = '';
  let seen = 0;
  terminal.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const text = stripVTControlCharacters(screen);
    const [shown, typed] = open[0] ?? [];
    if (shown === undefined || !text.includes(shown, seen)) return;
    open.shift();
    seen = text.length;
    terminal.stdin.write(typed);
  });
  const { exitCode } = await terminal;
  const missed = open.map(([shown]) => shown);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  const coloured = /\x1b\[(?:3|9)\d/.test(screen);
  return { exitCode, screen: stripVTControlCharacters(screen), coloured, missed };
}
