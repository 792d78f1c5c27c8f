import { placesOf } from '../../io/io.ts';
import { C1zError } from '../c1z/format/error.ts';
import { ConfluenceError } from '../confluence/error.ts';
import { ScopeError } from '../sync/scope.ts';
import { ShrinkageError } from '../sync/shrinkage-guard.ts';
import { type Progress, sync } from '../sync/sync.ts';
import type { RunContext } from './context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { syncOptionsOf } from './options.ts';
import { ProgressTimer } from './progress-timer.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { type Failing, runSingle } from './single-run.ts';

const failing: Failing = {
  explained: [ConfluenceError, C1zError, ScopeError, ShrinkageError],
  consequence: 'Nothing was written.',
  codeOf: (error) => (error instanceof ShrinkageError ? exitCode.shrunken : exitCode.failed),
};

/** Syncs a site into a file, once. An interrupted one leaves the file as it was. */
export async function runOnce(
  settings: Settings,
  context: RunContext,
  reporter: Reporter,
): Promise<ExitCode> {
  const start = performance.now();
  const telling = new ProgressTimer(reporter);
  try {
    return await runSingle(settings, context, reporter, failing, async ({ signal, logIn }) => {
      const client = await logIn();
      const result = await sync(client, {
        ...syncOptionsOf(settings, context.version, context.hidden),
        places: placesOf(context.io),
        onProgress: (progress: Progress) => {
          context.telemetry?.progressed(progress);
          telling.update(progress, client);
        },
        signal,
      });
      reporter.done({ file: settings.file, result, cost: client.cost, elapsed: performance.now() - start });
      return result.skipped.missing.length > 0 ? exitCode.partial : exitCode.done;
    });
  } finally {
    telling.end();
  }
}
