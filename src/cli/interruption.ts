import type { Events, Io } from '../io/io.ts';
import { endingSignals, Interruption } from '../runtime/cli/exit-code.ts';

/** Does what a signal must end in order. @throws Interruption where one has, as the work passes it on */
export async function interruptible<Result>(
  events: Events,
  work: (stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Interruption(signal));
  // Not once: execa, which ends what it has started, would find nobody else listening and end this process too.
  for (const signal of endingSignals) events.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of endingSignals) events.off(signal, onSignal);
  }
}

/**
 * Lets a signal end the command, and with it what it has started: execa sees to that, but without a listener the signal
 * may come before execa knows of what has just been started.
 */
export function endOnSignals({ events, exit }: Io): void {
  for (const signal of endingSignals) {
    events.once(signal, () => exit(new Interruption(signal).exitCode));
  }
}
