import { endingSignals, Interruption } from '../runtime/cli/exit-code.ts';

/** Does what a signal must end in order. @throws Interruption where one has, as the work passes it on */
export async function interruptible<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Interruption(signal));
  // Not once: execa, which ends what it has started, would find nobody else listening and end this process too.
  for (const signal of endingSignals) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}

/**
 * Lets a signal end this process, and with it what it has started: execa sees to that, but without a listener the signal
 * may come before execa knows of what has just been started.
 */
export function endOnSignals(): void {
  for (const signal of endingSignals) {
    process.once(signal, () => process.exit(new Interruption(signal).exitCode));
  }
}
