import { Command, Option } from 'commander';
import type { AccessChanges, HeldPermissions } from '../access/changes.ts';
import type { Named } from '../access/names.ts';
import { type Io, type Output, placesOf } from '../io/io.ts';
import type { C1zReader } from '../runtime/c1z/reader.ts';
import { asJson } from '../text/json.ts';
import { asMarkdown } from '../text/markdown.ts';
import { plain } from '../text/plain.ts';
import { whatIsRead } from './c1z-help.ts';
import { CliError } from './error.ts';
import { checkSites } from './same-site.ts';

const formats = ['text', 'json', 'markdown'] as const;

/** So much of what is missing in a partial sync is named. */
const mostMissing = 10;

interface DiffOptions {
  readonly format: (typeof formats)[number];
}

const help = `
Compares by ids: what only has another name has not changed. What only one of the syncs was to read is not compared, such
as personal spaces, some permissions, or grants through groups: standard error names it, and "notCompared" in JSON. A
partial sync has less in it than there is: what is missing from one may still be there, and a warning says so, and why.
${whatIsRead}

Exit codes: 0 no difference in what was compared; 1 there are differences; 2 a file cannot be read, or the files are of
different sites.

Examples:
  $ confluence-connector diff yesterday.c1z today.c1z
  $ confluence-connector diff --format markdown old.c1z new.c1z >> "$GITHUB_STEP_SUMMARY"
  $ confluence-connector diff --format json old.c1z new.c1z | jq '.granted[] | select(.what == "administer space in")'`;

/** `diff`: says what access has appeared and disappeared from one .c1z file to another. */
export function diffCommand(io: Io): Command {
  return new Command('diff')
    .description('compare who can do what in two .c1z files')
    .argument('<old>', 'the earlier .c1z file')
    .argument('<new>', 'the later one')
    .addOption(new Option('--format <format>', 'what to print').choices(formats).default('text'))
    .addHelpText('after', help)
    .action(async (old: string, fresh: string, { format }: DiffOptions) => {
      const changes = await compared(io, old, fresh);
      for (const line of changes.notCompared) io.stderr.write(`Not compared: ${plain(line)}.\n`);
      io.stdout.write(printers[format](changes));
      const { granted, revoked, appeared, disappeared } = changes;
      if ([granted, revoked, appeared, disappeared].some(({ length }) => length > 0)) throw new CliError('');
    });
}

/** @throws CliError where a file cannot be read */
async function compared(io: Io, old: string, fresh: string): Promise<AccessChanges> {
  // Not before they are needed: other commands start faster without.
  const [{ C1zReader: Reader }, { C1zError }, { accessChanges }] = await Promise.all([
    import('../runtime/c1z/reader.ts'),
    import('../runtime/c1z/format/error.ts'),
    import('../access/changes.ts'),
  ]);
  const reading = async <Found>(file: string, read: (reader: C1zReader) => Found | Promise<Found>) => {
    const reader = await Reader.open(file, placesOf(io));
    try {
      return await read(reader);
    } finally {
      await reader.close();
    }
  };
  try {
    return await reading(old, (before) =>
      reading(fresh, (after) => {
        checkSites({ file: old, reader: before }, { file: fresh, reader: after }, 2);
        warnIfPartial(io.stderr, old, before);
        warnIfPartial(io.stderr, fresh, after);
        return accessChanges(before, after);
      }),
    );
  } catch (error) {
    throw error instanceof C1zError ? new CliError(error.message, 2) : error;
  }
}

/** Says what a sync lacks that was to be read, and why, as far as the file says. */
function warnIfPartial(stderr: Output, file: string, reader: C1zReader): void {
  const { type } = reader.run;
  if (type === 'full') return;
  const missing = reader.record()?.missing ?? [];
  const lines = [
    `${file} holds a ${type} sync: what is missing in it may still be there.`,
    ...missing.slice(0, mostMissing).map(({ what, why }) => `  ${what}: ${why}`),
    ...(missing.length > mostMissing ? [`  and ${missing.length - mostMissing} more`] : []),
  ];
  stderr.write(lines.map((line) => `${plain(line)}\n`).join(''));
}

const printers: Readonly<Record<DiffOptions['format'], (changes: AccessChanges) => string>> = {
  text,
  markdown,
  json: (changes) => `${asJson(changes, 2)}\n`,
};

function text({ granted, revoked, appeared, disappeared }: AccessChanges): string {
  const lines = [
    ...appeared.map((each) => `+ ${titled(each)}`),
    ...disappeared.map((each) => `- ${titled(each)}`),
    ...granted.map((each) => `+ ${sentence(each)}`),
    ...revoked.map((each) => `- ${sentence(each)}`),
  ];
  return lines.map((line) => `${plain(line)}\n`).join('');
}

function markdown(changes: AccessChanges): string {
  const { granted, revoked, appeared, disappeared, notCompared } = changes;
  const sections = [
    section(
      'Granted',
      granted.map((each) => sentence(each, asMarkdown)),
    ),
    section(
      'Revoked',
      revoked.map((each) => sentence(each, asMarkdown)),
    ),
    section(
      'New',
      appeared.map((each) => titled(each, asMarkdown)),
    ),
    section(
      'Gone',
      disappeared.map((each) => titled(each, asMarkdown)),
    ),
  ].flat();
  const nothing = [
    `No access has changed${notCompared.length > 0 ? ' in what was compared' : ''}.`,
    ...(notCompared.length > 0 ? [''] : []),
  ];
  const lines = [
    ...(sections.length > 0 ? sections : nothing),
    ...section('Not compared', notCompared.map(asMarkdown)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`### ${title} (${lines.length})`, '', ...lines.map((line) => `- ${line}`), ''];
}

/** How others' words are written. */
type Shown = (words: string) => string;

const asIs: Shown = (words) => words;

function sentence({ principal, what, resource, through }: HeldPermissions, shown = asIs): string {
  const groups = through.map(({ name }) => shown(name)).join(', ');
  const held = `${shown(what)} ${shown(resource.name)}`;
  return `${titled(principal, shown)}: ${held}${groups && `, through ${groups}`}`;
}

/** A kind and a name, e.g. `user Ada`. */
function titled({ type, name }: Named, shown = asIs): string {
  return `${shown(type.replaceAll('_', ' '))} ${shown(name)}`;
}
