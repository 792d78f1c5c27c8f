import { marksOf } from '../marks.ts';
import { memberKey } from '../review.ts';
import { notSynced } from '../wording.ts';
import type { Context } from './context.ts';
import { badge, element } from './dom.ts';
import { showRows } from './more.ts';
import { linked, outLink, personName } from './names.ts';

const pageSize = 50;

/** People in a group, as a list. @param shown numbers of people @param review whether each can be decided on */
export function members(
  { report, reviewing }: Context,
  number: number,
  shown: readonly number[],
  review: 'with' | 'without',
): HTMLElement {
  const group = report.groups[number];
  if (!group || !report.synced.memberships)
    return element('p', { class: 'none' }, `Its members were ${notSynced}.`);
  if (shown.length === 0) return element('p', { class: 'none' }, 'Nobody is in it.');
  const [list, more] = [element('ul', { class: 'members' }), element('div')];
  const granted = marksOf(report)?.granted;
  showRows(shown, list, more, pageSize, (person) => {
    const { id = '', name = '' } = report.people[person] ?? {};
    const isNew = (granted?.(`group:${group.id}`, `user:${id}`) ?? []).length > 0;
    const control =
      review === 'with'
        ? [reviewing.control(memberKey(group, { id }), `${name} in the group ${group.name}`)]
        : [];
    const words = personName(report, person, isNew ? [badge('new here', 'new')] : []);
    return [element('li', {}, linked(words, outLink(report, 'person', person)), ...control)];
  });
  return element('div', {}, list, more);
}
