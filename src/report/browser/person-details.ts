import {
  accessOf,
  critical,
  numberOf,
  ownerOf,
  type ReachedAccess,
  type ReportScope,
} from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { shortName } from '../columns.ts';
import { byWays, notSynced, waysText } from '../wording.ts';
import type { Context } from './context.ts';
import { badge, element } from './dom.ts';
import { mayTitles } from './may.ts';
import { showRows } from './more.ts';
import { linked, outLink, spaceName } from './names.ts';
import { nothingText } from './nothing.ts';
import { cell, row, smallTable, tableBody } from './tables.ts';

const pageSize = 50;

/** What a person may do where, and directly or through which groups. */
export function personDetails({ report }: Context, scope: ReportScope, number: number): HTMLElement {
  const all = accessOf(report, scope, number);
  if (all.length === 0) return element('p', { class: 'none' }, nothingText(report, 'anywhere'));
  const [body, more] = [tableBody(), element('div')];
  showRows(all, body, more, pageSize, (access) => [accessRow(report, access)]);
  return element('div', {}, smallTable(['Space', ...mayTitles], body), more);
}

function accessRow(report: AccessReport, access: ReachedAccess): HTMLElement {
  const space = report.spaces[access.space];
  const isOwn = space !== undefined && ownerOf(report, space) === access.person;
  const cells = critical.map((permission) => {
    const number = numberOf(report, permission);
    const title = shortName(permission);
    if (number === undefined) return cell(title, 'unsynced', notSynced);
    const ways = access.ways.get(number);
    return ways ? cell(title, '', how(waysText(report, ways))) : cell(title, 'nothing', '–');
  });
  const rest = byWays(report, access, (name) => critical.every((permission) => permission !== name));
  const others = Array.from(rest, ([ways, permissions]) =>
    element('div', {}, permissions.join(', '), ' ', how(ways)),
  );
  const own = isOwn ? [badge('own, not counted', 'plain')] : [];
  const name = spaceName(report, access.space, own);
  return row(
    [linked(name, outLink(report, 'space', access.space))],
    ...cells,
    cell('Everything else', '', ...(others.length > 0 ? others : ['–'])),
  );
}

function how(ways: string): HTMLElement {
  return element('bdi', { class: 'how' }, ways);
}
