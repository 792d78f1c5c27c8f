import { type Holder, holdersIn } from '../../access/holders.ts';
import type { ReportScope } from '../../access/reach.ts';
import { counted } from '../../text/count.ts';
import { marksOf } from '../marks.ts';
import { heldKey } from '../review.ts';
import { openIn } from '../scope.ts';
import type { Context } from './context.ts';
import { badge, element, nameElement } from './dom.ts';
import { mayCells, mayTitles } from './may.ts';
import { members } from './members.ts';
import { showRows } from './more.ts';
import { groupName, linked, outLink, personName } from './names.ts';
import { nothingText } from './nothing.ts';
import { cell, row, smallTable, tableBody } from './tables.ts';

const pageSize = 50;

/** Who may do what in a space: groups, each of which opens to show its members, and those who hold something directly. */
export function spaceDetails(context: Context, scope: ReportScope, number: number): HTMLElement {
  const { report } = context;
  const open = openIn(report, scope, number).map(({ who, may }) =>
    element('p', {}, `Open to ${who}: `, nameElement(may.join(', '))),
  );
  const holders = holdersIn(report, scope, number);
  return element('div', {}, ...open, ...gone(context, number), ...table(context, number, holders));
}

function table(context: Context, number: number, holders: readonly Holder[]): readonly HTMLElement[] {
  if (holders.length === 0) {
    return [element('p', { class: 'none' }, nothingText(context.report, 'here'))];
  }
  const groups = holders.filter(({ kind }) => kind === 'group').length;
  const direct = holders.length - groups;
  const summary = `${counted(groups, 'group')}, and ${counted(direct, 'person', 'people')} directly.`;
  const [body, more] = [tableBody(), element('div')];
  showRows(holders, body, more, pageSize, (holder) => holderRows(context, number, holder));
  return [element('p', { class: 'aside' }, summary), smallTable(['Who', ...mayTitles, 'Review'], body), more];
}

function holderRows(context: Context, number: number, holder: Holder): readonly HTMLElement[] {
  const { report, reviewing } = context;
  const isGroup = holder.kind === 'group';
  const principal = (isGroup ? report.groups : report.people)[holder.number];
  const space = report.spaces[number];
  if (!principal || !space) return [];
  const marked = marksOf(report)?.granted(
    `space:${space.id}`,
    `${isGroup ? 'group' : 'user'}:${principal.id}`,
  );
  const fresh = (marked ?? []).length > 0 ? [badge('new here', 'new')] : [];
  const key = heldKey(space, { kind: holder.kind, id: principal.id });
  const cells = [
    ...mayCells(report, holder.may),
    cell('Review', 'review', reviewing.control(key, `${principal.name} in ${space.name}`)),
  ];
  if (!isGroup) {
    const name = personName(report, holder.number, fresh);
    return [row([linked(name, outLink(report, 'person', holder.number))], ...cells)];
  }
  const attributes = { type: 'button', class: 'open', 'aria-expanded': 'false' };
  const button = element(
    'button',
    attributes,
    ...groupName(report, holder.number, holder.members.length, fresh),
  );
  const line = row([button], ...cells);
  let below: HTMLElement | undefined;
  button.addEventListener('click', () => {
    const isOpen = below !== undefined;
    below?.remove();
    below = undefined;
    button.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) return;
    const list = members(context, holder.number, holder.members, 'without');
    const inside = element('td', { colspan: String(cells.length + 1), role: 'cell' }, list);
    below = element('tr', { class: 'below', role: 'row' }, inside);
    line.after(below);
  });
  return [line];
}

/** What somebody held here at the earlier sync and does not hold now. */
function gone({ report }: Context, number: number): readonly HTMLElement[] {
  const revoked = marksOf(report)?.revokedOn(`space:${report.spaces[number]?.id}`) ?? [];
  return revoked
    .slice(0, pageSize)
    .map(({ principal, what }) =>
      element(
        'p',
        { class: 'gone' },
        badge('gone', 'plain'),
        ' ',
        nameElement(principal.name),
        `: ${what.replace(/ in$/, '')}`,
      ),
    );
}
