import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { AccessReport } from '../access/report.ts';
import { replaceFile } from '../files/replace.ts';
import { type Io, placesOf } from '../io/io.ts';
import { pathFrom } from '../io/path.ts';
import { counted } from '../text/count.ts';
import { whatIsRead } from './c1z-help.ts';
import { path } from './config-option.ts';
import { CliError, fileError } from './error.ts';

const help = `
The page needs no network, no server and no other file: open it in a browser, attach it to a review, archive it. It shows
who can administer, export or delete each space, directly or through which groups, what everybody holds, disabled
accounts that still hold something, and personal spaces that are shared. Whoever has the page has all that is in it.

Its head says which site it is of and when it was read, what the sync was to read if that was not everything, what is
missing and why, and what was left out. What was not read is "not synced", never 0.

Takes files with and without grants of groups' members (--skip-expand-grants), and with space roles (--use-rbac).
${whatIsRead}

Examples:
  $ confluence-connector report sync.c1z
  $ confluence-connector report sync.c1z --out "access-$(date +%F).html"
  $ confluence-connector report sync.c1z && xdg-open report.html`;

/** `report`: writes a page that says who can do what. */
export function reportCommand(io: Io): Command {
  return new Command('report')
    .description('write a page that shows who can do what in a .c1z file')
    .argument('<file>', 'the .c1z file')
    .addOption(
      new Option('-o, --out <file>', 'the page, or - for standard output; a file that is there is replaced')
        .default('report.html')
        .argParser(path),
    )
    .addHelpText('after', help)
    .action(async (file: string, { out }: { readonly out: string }) => {
      const report = await reportOf(io, file);
      const { page } = await import('../report/page.ts');
      const html = await page(report);
      if (out === '-') {
        io.stdout.write(html);
        return;
      }
      await write(io.directory, out, html);
      io.stdout.write(`Wrote ${out}: ${await summary(report)}.\n`);
    });
}

/** @throws CliError where the file cannot be read */
async function reportOf(io: Io, file: string): Promise<AccessReport> {
  // Not before they are needed: other commands start faster without.
  const [{ C1zReader }, { C1zError }, { accessReport }] = await Promise.all([
    import('../runtime/c1z/reader.ts'),
    import('../runtime/c1z/format/error.ts'),
    import('../access/read.ts'),
  ]);
  try {
    const reader = await C1zReader.open(file, placesOf(io));
    try {
      return accessReport(reader);
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw error instanceof C1zError ? new CliError(error.message) : error;
  }
}

async function write(directory: string, file: string, html: string): Promise<void> {
  const remedy = 'Name another with --out.';
  // A device would give way to a file as well.
  const present = await stat(pathFrom(directory, file)).catch(() => undefined);
  if (present && !present.isFile()) throw new CliError(`${file} is not a file. ${remedy}`);
  try {
    // It says as much as the .c1z file, which nobody else may read either.
    await replaceFile(file, html, { mode: (present?.mode ?? 0o600) & 0o777, directory });
  } catch (error) {
    throw fileError(file, error, remedy);
  }
}

async function summary(report: AccessReport): Promise<string> {
  const { totalsOf } = await import('../access/totals.ts');
  const { spaces, people, groups, disabledHolders, personal } = totalsOf(report);
  const of = (count: number | undefined, one: string, many = `${one}s`) =>
    count === undefined ? `${many} not synced` : counted(count, one, many);
  const found = [
    of(spaces, 'space'),
    of(people, 'person', 'people'),
    of(groups, 'group'),
    of(disabledHolders, 'disabled account with access', 'disabled accounts with access'),
  ].join(', ');
  return personal
    ? `${found}, ${of(personal.shared, 'shared personal space')}`
    : `${found}; the file does not tell which spaces are personal`;
}
