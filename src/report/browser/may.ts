import { critical, numberOf } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { shortName } from '../columns.ts';
import { notSynced } from '../wording.ts';
import { element } from './dom.ts';
import { cell } from './tables.ts';

/** Titles of the columns that say what somebody may do. */
export const mayTitles: readonly string[] = [...critical.map(shortName), 'Everything else'];

/** Cells of what somebody may do who holds it himself. @param may by permission, the entitlements it comes from */
export function mayCells(
  report: AccessReport,
  may: ReadonlyMap<number, readonly number[]>,
): readonly HTMLElement[] {
  const ofCritical = critical.map((permission) => {
    const number = numberOf(report, permission);
    const title = shortName(permission);
    if (number === undefined) return cell(title, 'unsynced', notSynced);
    const from = may.get(number);
    return from ? cell(title, 'may', roleText(report, from) || 'yes') : cell(title, 'nothing', '–');
  });
  const others = [...may]
    .map(([number, from]) => [report.permissions[number] ?? '', roleText(report, from)] as const)
    .filter(([name]) => critical.every((permission) => permission !== name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const byRole = Array.from(
    Map.groupBy(others, ([, role]) => role),
    ([role, those]) =>
      element('div', {}, those.map(([name]) => name).join(', '), ' ', element('bdi', { class: 'how' }, role)),
  );
  return [...ofCritical, cell('Everything else', '', ...(byRole.length > 0 ? byRole : ['–']))];
}

/** The roles that something comes from, e.g. `as Admin`; empty if it is held by itself. */
function roleText({ entitlements }: AccessReport, from: readonly number[]): string {
  const roles = from.flatMap((number) => {
    const entitlement = entitlements[number];
    return entitlement?.isRole ? [entitlement.name] : [];
  });
  return roles.length > 0 ? `as ${roles.join(', ')}` : '';
}
