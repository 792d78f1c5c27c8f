import { type Access, accessByPerson, accessIn, type Scope, type Way } from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';
import type { Table } from './table.ts';
import { waysText } from './wording.ts';

/** One permission of one person in one space. */
interface Line {
  readonly space: number;
  readonly person: number;
  readonly permission: number;
  readonly ways: readonly Way[];
}

/** All access below a table's rows, in their order, as CSV (RFC 4180) that spreadsheets take for text only. */
export function csv(report: AccessReport, scope: Scope, table: Table): string {
  const head = [
    'Space',
    'Space key',
    'Space type',
    'Person',
    'E-mail',
    'Account id',
    'Account state',
    'Permission',
    'How',
  ];
  const lines = linesOf(report, scope, table).map(({ space, person, permission, ways }) => {
    const [{ name, key = '', type = '' }, { name: who, email = '', id, state }] = named(
      report,
      space,
      person,
    );
    return [
      name,
      key,
      type,
      who,
      email,
      id,
      state,
      report.permissions[permission] ?? '',
      waysText(report, ways),
    ];
  });
  // The mark tells spreadsheets that it is UTF-8.
  return `\u{feff}${[head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`;
}

/** The same as JSON, with ids of groups and roles' names. */
export function json(report: AccessReport, scope: Scope, table: Table): string {
  const access = linesOf(report, scope, table).map(({ space, person, permission, ways }) => {
    const [{ held, ...inSpace }, ofPerson] = named(report, space, person);
    return {
      space: inSpace,
      person: ofPerson,
      permission: report.permissions[permission],
      ways: ways.map(({ group, entitlement }) => {
        const { id, name } = (group === undefined ? undefined : report.groups[group]) ?? {};
        const role = report.entitlements[entitlement];
        return { through: id === undefined ? null : { id, name }, role: role?.isRole ? role.name : null };
      }),
    };
  });
  return `${JSON.stringify({ sync: report.sync, access }, undefined, 2)}\n`;
}

function linesOf(report: AccessReport, scope: Scope, { subject, rows }: Table): readonly Line[] {
  const ofPeople = subject === 'person' ? accessByPerson(report, scope) : undefined;
  return rows.flatMap((row) =>
    (ofPeople ? (ofPeople.get(row) ?? []) : accessIn(report, scope, row)).flatMap(lines),
  );
}

function lines({ space, person, ways }: Access): readonly Line[] {
  return [...ways]
    .sort(([a], [b]) => a - b)
    .map(([permission, how]) => ({ space, person, permission, ways: how }));
}

function named({ spaces, people }: AccessReport, space: number, person: number) {
  const [inSpace, ofPerson] = [spaces[space], people[person]];
  if (!inSpace || !ofPerson) throw new RangeError(`No space ${space} or no person ${person}`);
  return [inSpace, ofPerson] as const;
}

/** A name must not become a formula, nor end its cell. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
