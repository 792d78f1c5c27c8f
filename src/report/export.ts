import { accessByPerson, accessIn, type ReachedAccess, type ReportScope, type Way } from '../access/reach.ts';
import type { AccessReport, Space } from '../access/report.ts';
import { asCsv } from '../text/csv.ts';
import { asJson } from '../text/json.ts';
import { type Decision, type Decisions, decisionOn, heldKey, memberKey } from './review.ts';
import { openIn } from './scope.ts';
import type { ReportTable } from './table.ts';
import { notSynced, openTo } from './wording.ts';

/** One permission of one person in one space. */
interface Line {
  readonly space: number;
  readonly person: number;
  readonly permission: number;
  readonly ways: readonly Way[];
}

const columns = [
  'Site',
  'Read at',
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
  'Held',
  'Group',
  'Group id',
  'Role',
  'Proposed reviewer',
  'Decision',
  'Reviewer',
  'Decided on',
] as const;

type Cells = Readonly<Partial<Record<(typeof columns)[number], string>>>;

/**
 * All access below a table's rows, in their order, as CSV: one line for each way in which a person has come by a
 * permission in a space, with room for what is decided. Permissions that were not synced have a line of their own, of no
 * space and no person.
 * @returns parts of it: of a large site, all would be too long for one string
 */
export function csv(
  report: AccessReport,
  scope: ReportScope,
  table: ReportTable,
  decisions: Decisions = new Map(),
): readonly string[] {
  const { record, endedAt } = report.sync;
  const always: Cells = { Site: record?.site ?? '', 'Read at': endedAt };
  const ofSpaces = report.spaces.map((space) => spaceCells(report, space));
  const ofPeople = report.people.map(
    ({ name, email = '', id, state, kinds = [] }): Cells => ({
      Person: name,
      'E-mail': email,
      'Account id': id,
      'Account state': state,
      'Account kind': kinds.join(', '),
    }),
  );
  const cellsOf = ({ space, person, permission, ways }: Line) =>
    ways.map(
      (way): Cells => ({
        ...always,
        ...ofSpaces[space],
        ...ofPeople[person],
        Permission: report.permissions[permission] ?? '',
        ...wayCells(report, way),
        ...decisionCells(decisionOn(decisions, keysOf(report, space, person, way))),
      }),
    );
  const open =
    table.subject === 'space'
      ? table.rows.flatMap((row) => openCells(report, scope, row, ofSpaces[row]))
      : [];
  const unsynced = table.unsynced.map((Permission): Cells => ({ Permission, Held: notSynced }));
  const write = (rows: readonly Cells[]) =>
    asCsv(rows.map((cells) => columns.map((title) => cells[title] ?? '')));
  return [
    // The mark tells spreadsheets that it is UTF-8.
    `\u{feff}${asCsv([columns])}`,
    write(open.map((cells) => ({ ...always, ...cells }))),
    ...inParts(linesOf(report, scope, table), (some) => write(some.flatMap(cellsOf))),
    write(unsynced),
  ];
}

/**
 * The same as JSON, each permission once with its ways, and with the spaces or groups of the table's rows.
 * @throws RangeError if that is too long for one string: about a million permissions
 */
export function json(
  report: AccessReport,
  scope: ReportScope,
  table: ReportTable,
  decisions: Decisions = new Map(),
): string {
  const accessOf = ({ space, person, permission, ways }: Line) => {
    const [inSpace, ofPerson] = named(report, space, person);
    return {
      space: withoutHeld(inSpace),
      person: ofPerson,
      permission: report.permissions[permission],
      ways: ways.map((way) => {
        const { id, name } = (way.group === undefined ? undefined : report.groups[way.group]) ?? {};
        const role = report.entitlements[way.entitlement];
        const decision = decisionOn(decisions, keysOf(report, space, person, way));
        return {
          through: id === undefined ? null : { id, name },
          role: role?.isRole ? role.name : null,
          ...(decision && { decision }),
        };
      }),
    };
  };
  const { subject, rows } = table;
  const all = {
    sync: report.sync,
    notSynced: table.unsynced,
    spaces:
      subject === 'space' ? rows.flatMap((row) => report.spaces[row] ?? []).map(withoutHeld) : undefined,
    groups:
      subject === 'group'
        ? rows
            .flatMap((row) => report.groups[row] ?? [])
            .map(({ id, name, members }) => ({
              id,
              name,
              members: members.map((number) => report.people[number]),
            }))
        : undefined,
    since: report.since,
  };
  const access = linesOf(report, scope, table).map(accessOf);
  return `${asJson({ ...all, access }, 2)}\n`;
}

/** So many lines make a part. */
const partSize = 5_000;

function inParts(lines: readonly Line[], write: (some: readonly Line[]) => string): readonly string[] {
  const count = Math.ceil(lines.length / partSize);
  return Array.from({ length: count }, (_, number) =>
    write(lines.slice(number * partSize, (number + 1) * partSize)),
  );
}

function linesOf(report: AccessReport, scope: ReportScope, { subject, rows }: ReportTable): readonly Line[] {
  if (subject === 'space') return rows.flatMap((row) => accessIn(report, scope, row)).flatMap(linesIn);
  if (subject === 'person') {
    const ofPeople = accessByPerson(report, scope);
    return rows.flatMap((row) => ofPeople.get(row) ?? []).flatMap(linesIn);
  }
  return linesThrough(report, scope, rows);
}

/** Lines of groups: what people hold through each of them, group by group. */
function linesThrough(report: AccessReport, scope: ReportScope, rows: readonly number[]): readonly Line[] {
  const all = [...report.spaces.keys()]
    .flatMap((space) => accessIn(report, { ...scope, ways: 'group' }, space))
    .flatMap(linesIn);
  const ofGroups = Map.groupBy(
    all.flatMap((line) => line.ways.map((way) => ({ ...line, ways: [way] }))),
    ({ ways: [way] }) => way?.group,
  );
  return rows.flatMap((row) => ofGroups.get(row) ?? []);
}

function linesIn({ space, person, ways }: ReachedAccess): readonly Line[] {
  return [...ways]
    .sort(([a], [b]) => a - b)
    .map(([permission, how]) => ({ space, person, permission, ways: how }));
}

function spaceCells({ people }: AccessReport, space: Space): Cells {
  const owner = people.find(({ id }) => id === space.ownerId);
  return {
    Space: space.name,
    'Space key': space.key ?? '',
    'Space type': space.type ?? '',
    'Space open to': openTo(space)
      .map(({ who, may }) => `${who}: ${may.join(', ')}`)
      .join('; '),
    'Proposed reviewer': owner ? (owner.email ?? owner.name) : (space.ownerId ?? ''),
  };
}

function wayCells({ groups, entitlements }: AccessReport, { group, entitlement }: Way): Cells {
  const through = group === undefined ? undefined : groups[group];
  const role = entitlements[entitlement];
  return {
    Held: through ? 'through a group' : 'directly',
    Group: through?.name ?? '',
    'Group id': through?.id ?? '',
    Role: role?.isRole ? role.name : '',
  };
}

function decisionCells(decided: Decision | undefined): Cells {
  if (!decided) return {};
  return { Decision: decided.decision, Reviewer: decided.reviewer, 'Decided on': decided.date };
}

/** What those may do in a space who are neither an account nor a group: permissions or roles, as the file has them. */
function openCells(
  report: AccessReport,
  scope: ReportScope,
  row: number,
  ofSpace: Cells | undefined,
): readonly Cells[] {
  const what = report.sync.record?.mode === 'roles' ? 'Role' : 'Permission';
  return openIn(report, scope, row).flatMap(({ who, may }) =>
    may.map((each) => ({ ...ofSpace, Person: who, [what]: each, Held: 'open' })),
  );
}

/** What a way is decided on by: what its holder has in the space, and being in the group. */
function keysOf(report: AccessReport, space: number, person: number, { group }: Way): readonly string[] {
  const [inSpace, ofPerson] = named(report, space, person);
  const through = group === undefined ? undefined : report.groups[group];
  if (!through) return [heldKey(inSpace, { kind: 'person', id: ofPerson.id })];
  return [heldKey(inSpace, { kind: 'group', id: through.id }), memberKey(through, ofPerson)];
}

function named({ spaces, people }: AccessReport, space: number, person: number) {
  const [inSpace, ofPerson] = [spaces[space], people[person]];
  if (!inSpace || !ofPerson) throw new RangeError(`No space ${space} or no person ${person}`);
  return [inSpace, ofPerson] as const;
}

function withoutHeld({ held, ...space }: Space): Omit<Space, 'held'> {
  return space;
}
