import { givenBy } from '../../access/holders.ts';
import type { ReportScope } from '../../access/reach.ts';
import { counted } from '../../text/count.ts';
import { marksOf } from '../marks.ts';
import { heldKey } from '../review.ts';
import type { Context } from './context.ts';
import { badge, element, nameElement } from './dom.ts';
import { mayCells, mayTitles } from './may.ts';
import { members } from './members.ts';
import { showRows } from './more.ts';
import { linked, outLink, spaceName } from './names.ts';
import { nothingText } from './nothing.ts';
import { cell, row, smallTable, tableBody } from './tables.ts';

const pageSize = 50;

/** What a group gives and where, and who is in it. */
export function groupDetails(context: Context, scope: ReportScope, number: number): HTMLElement {
  const { report } = context;
  const group = report.groups[number];
  const shown = (group?.members ?? []).filter(scope.hasPerson);
  const left = marksOf(report)?.revokedOn(`group:${group?.id}`) ?? [];
  const people = counted(shown.length, 'member');
  return element(
    'div',
    {},
    element('h3', {}, 'What it gives'),
    ...given(context, scope, number),
    element('h3', {}, report.synced.memberships ? people : 'Members'),
    ...left
      .slice(0, pageSize)
      .map(({ principal: { name } }) => element('p', {}, badge('gone', 'plain'), ' ', nameElement(name))),
    members(context, number, shown, 'with'),
  );
}

function given(context: Context, scope: ReportScope, number: number): readonly HTMLElement[] {
  const { report, reviewing } = context;
  const all = givenBy(report, scope, number);
  const group = report.groups[number];
  if (all.length === 0 || !group) return [element('p', { class: 'none' }, nothingText(report, 'anywhere'))];
  const [body, more] = [tableBody(), element('div')];
  showRows(all, body, more, pageSize, ({ space, may }) => {
    const described = report.spaces[space];
    if (!described) return [];
    const key = heldKey(described, { kind: 'group', id: group.id });
    const control = reviewing.control(key, `${group.name} in ${described.name}`);
    const name = linked(spaceName(report, space), outLink(report, 'space', space));
    return [row([name], ...mayCells(report, may), cell('Review', 'review', control))];
  });
  return [smallTable(['Space', ...mayTitles, 'Review'], body), more];
}
