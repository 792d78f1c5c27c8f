import { accessIn, everything, numberOf, tally } from '../../src/access/reach.ts';
import { accessReport } from '../../src/access/read.ts';
import type { AccessReport } from '../../src/access/report.ts';
import { waysText } from '../../src/report/wording.ts';
import { C1zReader } from '../../src/runtime/c1z/reader.ts';

/** So much of each list is shown, the largest first. */
const shown = 5;

/** What a reviewer would look at first in a .c1z file, as lines. */
export async function whoCanDoWhat(file: string): Promise<readonly string[]> {
  const reader = await C1zReader.open(file);
  try {
    return sections(accessReport(reader));
  } finally {
    await reader.close();
  }
}

function sections(report: AccessReport): readonly string[] {
  const { people, spaces } = report;
  const counts = tally(report, everything);
  const administer = numberOf(report, 'administer space') ?? 0;
  const administered = sorted([...spaces.keys()], (space) => counts.peopleWith(space, administer));
  const holders = sorted([...people.keys()], (person) => counts.permissionsOf[person] ?? 0);
  const held = (those: readonly number[]) =>
    those.map(
      (person) =>
        `${people[person]?.name}: ${counts.permissionsOf[person]} permissions in ${counts.spacesOf[person]} spaces`,
    );
  return [
    ...section(
      'Who can administer a space',
      administered.map((space) => `${spaces[space]?.name}: ${administrators(report, space, administer)}`),
    ),
    ...section('Who can do the most', held(holders)),
    ...section(
      'Disabled accounts that still hold permissions',
      held(holders.filter((person) => people[person]?.state === 'disabled')),
    ),
  ];
}

/** Those who have something, whoever has most first. */
function sorted(numbers: readonly number[], countOf: (number: number) => number): readonly number[] {
  return numbers.filter((number) => countOf(number) > 0).sort((a, b) => countOf(b) - countOf(a));
}

function administrators(report: AccessReport, space: number, administer: number): string {
  const scope = { ...everything, hasPermission: (permission: number) => permission === administer };
  const names = accessIn(report, scope, space).map(
    ({ person, ways }) => `${report.people[person]?.name} (${waysText(report, ways.get(administer) ?? [])})`,
  );
  const some = names.slice(0, shown).join(', ');
  return names.length > shown ? `${some} and ${names.length - shown} more` : some;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [
    '',
    `${title} (${lines.length})`,
    ...lines.slice(0, shown).map((line) => `  ${line}`),
    ...(lines.length > shown ? [`  and ${lines.length - shown} more`] : []),
  ];
}
