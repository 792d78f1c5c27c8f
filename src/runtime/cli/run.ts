import type { Logger } from 'pino';
import { version } from '../../config/version.ts';
import type { Io, Output } from '../../io/io.ts';
import { type Sensitive, SensitiveValues } from '../../text/sensitive.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { atTime } from './at-time.ts';
import { type ExitCode, endingSignals, Interruption } from './exit-code.ts';
import { createLog, type LogLine } from './log.ts';
import { openLogOutput } from './log-output.ts';
import { runOnce } from './one-shot.ts';
import { LogReporter, type Reporter } from './reporter.ts';
import { isForService, runService } from './service.ts';
import type { Settings } from './settings.ts';
import { runChange, singleChangeOf } from './single-change.ts';
import { addToTaskLog } from './task-log.ts';
import { telemetryFor } from './telemetry.ts';
import { TerminalReporter } from './terminal.ts';
import { traceRequests } from './trace.ts';
import { TracedReporter } from './traced-reporter.ts';

/**
 * Does what the settings ask for: serves ConductorOne, syncs once, or grants or revokes once. It ends with the signals
 * that end a process.
 * @param warnings about the settings, to be shown first
 * @throws LogPathError or TelemetryError if a setting cannot be used
 */
export async function run(settings: Settings, warnings: readonly string[], io: Io): Promise<ExitCode> {
  const { events, stderr } = io;
  const hidden = new SensitiveValues(settings);
  const output = openLogOutput(settings['log-path'], io);
  const stop = new AbortController();
  // A second signal finds no handler, and ends the process at once.
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Interruption(signal));
  for (const signal of endingSignals) events.once(signal, onSignal);
  let telemetry: Telemetry | undefined;
  const take = (line: LogLine) => {
    addToTaskLog(line);
    telemetry?.logged(line);
  };
  const log = logOf(settings, hidden, { isTTY: stderr.isTTY, write: output.write }, take);
  const endDebugging = debugging(settings, log);
  const shown = isForService(settings) ? new LogReporter(log) : reporterOf(settings, log, hidden, stderr);
  try {
    telemetry = await telemetryFor(settings, { version, hidden, io }, (message) => shown.warn(message));
    for (const warning of warnings) shown.warn(warning);
    const context = { version, hidden, io, telemetry, stop: stop.signal };
    if (isForService(settings)) return await runService(settings, context, log);
    const change = singleChangeOf(settings);
    let reporter = shown;
    if (telemetry) {
      const name = change ? (change.held ? 'grant' : 'revoke') : 'sync';
      // At a terminal nothing else writes the log that the collector gets.
      const logged =
        shown instanceof LogReporter ? undefined : new LogReporter(logOf(settings, hidden, nowhere, take));
      reporter = new TracedReporter({ name, telemetry, shown, logged, stop: stop.signal });
    }
    return await (change
      ? runChange(change, settings, context, reporter)
      : runOnce(settings, context, reporter));
  } finally {
    await telemetry?.end();
    endDebugging();
    for (const signal of endingSignals) events.off(signal, onSignal);
    output.close();
  }
}

/** Discards a log. */
const nowhere = { isTTY: false, write: () => {} };

/** Logs requests at level debug, until that expires. @returns ends it */
function debugging({ 'log-level-debug-expires-at': expiry }: Settings, log: Logger): () => void {
  if (!log.isLevelEnabled('debug')) return () => {};
  const endTrace = traceRequests(log);
  const callOff =
    expiry === undefined
      ? () => {}
      : atTime(expiry, () => {
          log.level = 'info';
          endTrace();
        });
  return () => {
    callOff();
    endTrace();
  };
}

/** People at a terminal get progress, unless they ask for logs. */
function reporterOf(settings: Settings, log: Logger, hidden: Sensitive, stderr: Output): Reporter {
  const { 'log-format': format, 'log-level': level, 'log-path': paths } = settings;
  return stderr.isTTY && format === undefined && level !== 'debug' && paths.length === 0
    ? new TerminalReporter(stderr, hidden)
    : new LogReporter(log);
}

/** @param take gets each line */
function logOf(
  settings: Settings,
  hidden: Sensitive,
  { isTTY, write }: Pick<Output, 'isTTY'> & { readonly write: (text: string) => void },
  take: (line: LogLine) => void,
): Logger {
  const { 'log-level': level, 'log-path': paths } = settings;
  const { 'log-format': format = isTTY && paths.length === 0 ? 'console' : 'json' } = settings;
  return createLog({ level, format, hidden }, write, take);
}
