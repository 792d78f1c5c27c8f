import { accessByPerson, accessIn, type ReachedAccess, type ReportScope, type Way } from '../access/reach.ts';
import type { AccessReport, Space } from '../access/report.ts';
import { asCsv } from '../text/csv.ts';
import { asJson } from '../text/json.ts';
import type { ReportTable } from './table.ts';
import { notSynced, openTo, waysText } from './wording.ts';

/** One permission of one person in one space. */
interface Line {
  readonly space: number;
  readonly person: number;
  readonly permission: number;
  readonly ways: readonly Way[];
}

/**
 * All access below a table's rows, in their order, as CSV. Permissions that were not synced have a line of their own, of
 * no space and no person.
 */
export function csv(report: AccessReport, scope: ReportScope, table: ReportTable): string {
  const head = [
    'Space',
    'Space key',
    'Space type',
    'Space open to',
    'Person',
    'E-mail',
    'Account id',
    'Account state',
    'Account kind',
    'Permission',
    'How',
  ];
  const lines = linesOf(report, scope, table).map(({ space, person, permission, ways }) => {
    const [inSpace, { name, email = '', id, state, kinds = [] }] = named(report, space, person);
    return [
      inSpace.name,
      inSpace.key ?? '',
      inSpace.type ?? '',
      openToText(inSpace),
      name,
      email,
      id,
      state,
      kinds.join(', '),
      report.permissions[permission] ?? '',
      waysText(report, ways),
    ];
  });
  const unsynced = table.unsynced.map((permission) =>
    head.map((title) => (title === 'Permission' ? permission : title === 'How' ? notSynced : '')),
  );
  // The mark tells spreadsheets that it is UTF-8.
  return `\u{feff}${asCsv([head, ...lines, ...unsynced])}`;
}

/** The same as JSON, with ids of groups and roles' names, and with the spaces of the table's rows. */
export function json(report: AccessReport, scope: ReportScope, table: ReportTable): string {
  const access = linesOf(report, scope, table).map(({ space, person, permission, ways }) => {
    const [inSpace, ofPerson] = named(report, space, person);
    return {
      space: withoutHeld(inSpace),
      person: ofPerson,
      permission: report.permissions[permission],
      ways: ways.map(({ group, entitlement }) => {
        const { id, name } = (group === undefined ? undefined : report.groups[group]) ?? {};
        const role = report.entitlements[entitlement];
        return { through: id === undefined ? null : { id, name }, role: role?.isRole ? role.name : null };
      }),
    };
  });
  const shown = table.subject === 'space' ? table.rows.flatMap((row) => report.spaces[row] ?? []) : undefined;
  const all = { sync: report.sync, notSynced: table.unsynced, spaces: shown?.map(withoutHeld), access };
  return `${asJson(all, 2)}\n`;
}

function linesOf(report: AccessReport, scope: ReportScope, { subject, rows }: ReportTable): readonly Line[] {
  const ofPeople = subject === 'person' ? accessByPerson(report, scope) : undefined;
  return rows.flatMap((row) =>
    (ofPeople ? (ofPeople.get(row) ?? []) : accessIn(report, scope, row)).flatMap(lines),
  );
}

function lines({ space, person, ways }: ReachedAccess): readonly Line[] {
  return [...ways]
    .sort(([a], [b]) => a - b)
    .map(([permission, how]) => ({ space, person, permission, ways: how }));
}

function named({ spaces, people }: AccessReport, space: number, person: number) {
  const [inSpace, ofPerson] = [spaces[space], people[person]];
  if (!inSpace || !ofPerson) throw new RangeError(`No space ${space} or no person ${person}`);
  return [inSpace, ofPerson] as const;
}

function withoutHeld({ held, ...space }: Space): Omit<Space, 'held'> {
  return space;
}

function openToText(space: Space): string {
  return openTo(space)
    .map(({ who, may }) => `${who}: ${may.join(', ')}`)
    .join('; ');
}
