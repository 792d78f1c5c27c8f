import {
  accessIn,
  accessOf,
  critical,
  numberOf,
  type ReachedAccess,
  type ReportScope,
} from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { type ReportTable, shortName } from '../table.ts';
import { byWays, notSynced, openTo, waysText } from '../wording.ts';
import { element, nameElement } from './dom.ts';
import { showRows } from './more.ts';
import { personName, spaceName } from './names.ts';

const pageSize = 50;

/** Who may do what in a space, or what a person may do where. */
export function details(
  report: AccessReport,
  scope: ReportScope,
  subject: ReportTable['subject'],
  row: number,
): HTMLElement {
  const space = subject === 'space' ? report.spaces[row] : undefined;
  const open = (space ? openTo(space) : []).map(({ who, may }) =>
    element('p', {}, `Open to ${who}: `, nameElement(may.join(', '))),
  );
  return element('div', {}, ...open, table(report, scope, subject, row));
}

function table(
  report: AccessReport,
  scope: ReportScope,
  subject: ReportTable['subject'],
  row: number,
): HTMLElement {
  const ofSpace = subject === 'space';
  const all = ofSpace ? accessIn(report, scope, row) : accessOf(report, scope, row);
  if (all.length === 0) {
    return element('p', { class: 'none' }, nothingText(report, ofSpace));
  }
  const titles = [ofSpace ? 'Person' : 'Space', ...critical.map(shortName), 'Everything else'].map((title) =>
    element('th', { scope: 'col' }, title),
  );
  const [body, more] = [element('tbody'), element('div')];
  showRows(all, body, more, pageSize, (access) => [detailRow(report, access, ofSpace)]);
  const head = element('thead', {}, element('tr', {}, ...titles));
  return element('div', {}, element('table', { class: 'details' }, head, body), more);
}

function detailRow(report: AccessReport, access: ReachedAccess, ofSpace: boolean): HTMLElement {
  const name = ofSpace ? personName(report, access.person) : spaceName(report, access.space);
  const cells = critical.map((permission) => {
    const number = numberOf(report, permission);
    if (number === undefined) return element('td', { class: 'nothing' }, notSynced);
    const ways = access.ways.get(number);
    return ways
      ? element('td', {}, ...how(waysText(report, ways)))
      : element('td', { class: 'nothing' }, '–');
  });
  const rest = byWays(report, access, (name) => critical.every((permission) => permission !== name));
  const others = Array.from(rest, ([ways, permissions]) =>
    element('div', {}, permissions.join(', '), ' ', ...how(ways)),
  );
  const everythingElse = element('td', {}, ...others);
  return element('tr', {}, element('th', { scope: 'row' }, ...name), ...cells, everythingElse);
}

function nothingText({ sync, synced }: AccessReport, ofSpace: boolean): string {
  if (!synced.access) return ofSpace ? 'Who holds what was not synced.' : 'What is held was not synced.';
  const chosen = sync.record && sync.record.narrowings.length > 0 ? ' that the sync was to read' : '';
  return ofSpace ? `Nobody holds anything here${chosen}.` : `Holds nothing${chosen}.`;
}

function how(ways: string): readonly HTMLElement[] {
  return [element('bdi', { class: 'how' }, ways)];
}
