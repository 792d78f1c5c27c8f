import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { AccessReport } from '../access/report.ts';
import { replaceFile } from '../files/replace.ts';
import { type Io, placesOf } from '../io/io.ts';
import { pathFrom } from '../io/path.ts';
import type { C1zReader } from '../runtime/c1z/reader.ts';
import { counted } from '../text/count.ts';
import { whatIsRead } from './c1z-help.ts';
import { path } from './config-option.ts';
import { CliError, fileError } from './error.ts';
import { checkSites, type Opened } from './same-site.ts';

const help = `
The page needs no network, no server and no other file: open it in a browser, attach it to a review, archive it. It leads
with the worst: spaces that are open to anybody, guests and disabled accounts with access, who and which groups can
administer, export or delete. Below are all spaces, people and groups. Whoever has the page has all that is in it.

Its head says which site it is of and when it was read, what the sync was to read, what is missing and why, and what was
left out. What was not read is "not synced", what the file does not say "not recorded", and neither is ever 0.

With --since, it marks what has changed since an earlier sync of the same site, and lists it: what is new and what is
gone. What only one of the syncs was to read is not compared, and the page says so.

Takes files with and without grants of groups' members (--skip-expand-grants), and with space roles (--use-rbac).
${whatIsRead}

Examples:
  $ confluence-connector report sync.c1z
  $ confluence-connector report sync.c1z --out "access-$(date +%F).html"
  $ confluence-connector report q4.c1z --since q3.c1z --out q4.html
  $ confluence-connector report sync.c1z && xdg-open report.html`;

interface ReportOptions {
  readonly out: string;
  readonly since?: string;
}

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
    .addOption(
      new Option(
        '--since <file>',
        'an earlier .c1z file of the same site: the page marks and lists what has changed',
      ).argParser(path),
    )
    .addHelpText('after', help)
    .action(async (file: string, { out, since }: ReportOptions) => {
      const report = await reportOf(io, file, since);
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

/** @throws CliError if a file cannot be read, or they cannot be compared */
async function reportOf(io: Io, file: string, since: string | undefined): Promise<AccessReport> {
  // Not before they are needed: other commands start faster without.
  const [{ C1zReader: Reader }, { C1zError }, { accessReport }, { sinceOf }] = await Promise.all([
    import('../runtime/c1z/reader.ts'),
    import('../runtime/c1z/format/error.ts'),
    import('../access/read.ts'),
    import('../access/since.ts'),
  ]);
  const reading = async <Found>(name: string, read: (reader: C1zReader) => Found | Promise<Found>) => {
    const reader = await Reader.open(name, placesOf(io));
    try {
      return await read(reader);
    } finally {
      await reader.close();
    }
  };
  try {
    return await reading(file, async (after) => {
      if (since === undefined) return accessReport(after);
      const changes = await reading(since, (before) => {
        const [old, fresh] = [
          { file: since, reader: before },
          { file, reader: after },
        ];
        checkSites(old, fresh, 1);
        checkOrder(old, fresh);
        return sinceOf(before, after);
      });
      return { ...accessReport(after), since: changes };
    });
  } catch (error) {
    throw error instanceof C1zError ? new CliError(error.message) : error;
  }
}

/** @throws CliError if what is called the earlier sync is the later one */
function checkOrder(old: Opened, fresh: Opened): void {
  const [before, after] = [old.reader.run.endedAt, fresh.reader.run.endedAt];
  if (before <= after) return;
  throw new CliError(
    `${old.file} is of ${before.toISOString()}, and ${fresh.file} of ${after.toISOString()}. Name the earlier sync with --since.`,
  );
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
  const { since } = report;
  const changes = since && [since.granted, since.revoked, since.appeared, since.disappeared].flat().length;
  const told = personal
    ? `${found}, ${of(personal.shared, 'shared personal space')}`
    : `${found}; the file does not tell which spaces are personal`;
  return changes === undefined ? told : `${told}; ${counted(changes, 'change')}`;
}
