import type { AccessReport } from '../../access/report.ts';
import type { Totals } from '../../access/totals.ts';
import { counted, grouped } from '../wording.ts';
import { byId, element } from './dom.ts';

/** Shows what the page has come from. */
export function showFacts({ sync }: AccessReport): void {
  const { type, endedAt } = sync;
  const time = `${endedAt.slice(0, 16).replace('T', ' ')} UTC`;
  byId('facts', HTMLElement).append(
    'From a ',
    element('strong', {}, type.replaceAll('_', ' ')),
    ' sync that ended at ',
    element('time', { datetime: endedAt }, time),
    '.',
  );
  byId('partial', HTMLElement).hidden = type === 'full';
}

/** Shows the totals. */
export function showTotals(totals: Totals): void {
  const { spaces, personal, people, disabled, groups, memberships, permissions, grants, holders } = totals;
  byId('cards', HTMLElement).append(
    card(spaces, 'spaces', personal ? counted(personal.spaces, 'personal one') : 'the file tells no types'),
    card(people, 'people', counted(disabled, 'disabled account')),
    card(groups, 'groups', counted(memberships, 'membership')),
    card(permissions, 'permissions held', `from ${counted(grants, 'grant')}`),
    ...holders.map(({ permission, people, inSeveral }) =>
      card(people, `can ${permission.replace(' ', ' a ')}`, `${grouped(inSeveral)} in several`),
    ),
  );
}

function card(count: number, what: string, more: string): HTMLElement {
  return element(
    'div',
    { class: 'card' },
    element('dt', {}, what),
    element('dd', {}, element('strong', {}, grouped(count)), element('span', { class: 'aside' }, more)),
  );
}
