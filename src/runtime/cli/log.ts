import pino, { type Logger } from 'pino';
import { asJson } from '../../text/json.ts';
import { asRecord } from '../../text/plain.ts';
import { type Sensitive, withoutPersonalData, withoutSecrets } from '../../text/sensitive.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** `json` is an object per line, `console` the time, level, message and fields between tabs, as people read them. */
  readonly format: 'json' | 'console';
  readonly hidden: Sensitive;
}

/** What a line says: without what is private. */
export interface LogLine {
  readonly level: string;
  /** Seconds since 1970. */
  readonly ts: number;
  readonly msg?: string;
}

/**
 * A log with the fields of the Go connector's. E-mail addresses are in it at level debug only.
 * @param write takes whole lines
 * @param take is told what each line says
 */
export function createLog(
  { level, format, hidden }: LogOptions,
  write: (text: string) => void,
  take: (line: LogLine) => void = () => {},
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"ts":${Date.now() / 1000}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (json: string) => {
        const debug = (JSON.parse(json) as LogLine).level === 'debug';
        const shown = (text: string) =>
          debug ? withoutSecrets(text, hidden.secrets) : withoutPersonalData(text, hidden);
        // Before they are written with escapes, which would hide them from a search.
        const line: LogLine = JSON.parse(json, (_, value) =>
          typeof value === 'string' ? shown(value) : value,
        );
        take(line);
        write(`${format === 'json' ? asJson(line) : consoleLine(line)}\n`);
      },
    },
  );
}

function consoleLine({ level, ts, msg = '', ...fields }: LogLine): string {
  const columns = [new Date(ts * 1000).toISOString(), level.toUpperCase(), asRecord(msg)];
  if (Object.keys(fields).length > 0) columns.push(asJson(fields));
  return columns.join('\t');
}
