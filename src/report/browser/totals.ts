import type { AccessReport } from '../../access/report.ts';
import type { Totals } from '../../access/totals.ts';
import { counted } from '../../text/count.ts';
import { choiceOf, kindOf, lacksMembers, missingOf, notesOf, openAccessOf } from '../facts.ts';
import { countText } from '../wording.ts';
import { byId, element, nameElement } from './dom.ts';

/** Shows what the page has come from, and what is not in it. */
export function showFacts(report: AccessReport): void {
  const { record, type, endedAt } = report.sync;
  const time = `${endedAt.slice(0, 16).replace('T', ' ')} UTC`;
  byId('facts', HTMLElement).append(
    'From a ',
    element('strong', {}, kindOf(report.sync)),
    ...(record ? [' of ', nameElement(record.site), ', by ', nameElement(record.tool), ','] : []),
    ' that ended at ',
    element('time', { datetime: endedAt }, time),
    '.',
  );
  byId('notes', HTMLElement).append(...notesOf(report).map((note) => element('p', {}, nameElement(note))));
  const choice = choiceOf(report);
  byId('choice', HTMLElement).append(choice ?? '');
  byId('choice', HTMLElement).hidden = choice === undefined;
  byId('missing', HTMLElement).append(
    ...missingOf(report).map((line) => element('li', {}, nameElement(line))),
  );
  byId('partial', HTMLElement).hidden = type === 'full';
  byId('no-members', HTMLElement).hidden = !lacksMembers(report);
}

/** Shows the totals. */
export function showTotals(totals: Totals): void {
  const { spaces, personal, people, disabled, externals, groups, memberships, permissions, grants, holders } =
    totals;
  const kinds = externals > 0 ? `, ${counted(externals, 'guest or external', 'guests or externals')}` : '';
  byId('cards', HTMLElement).append(
    card(spaces, 'spaces', personalText(personal)),
    card(people, 'people', disabled === undefined ? '' : `${counted(disabled, 'disabled account')}${kinds}`),
    card(
      groups,
      'groups',
      memberships === undefined
        ? groups === undefined
          ? ''
          : 'without members'
        : counted(memberships, 'membership'),
    ),
    card(permissions, 'permissions held', grants === undefined ? '' : `from ${counted(grants, 'grant')}`),
    ...holders.map(({ permission, people, inSeveral }) =>
      card(
        people,
        `can ${permission.replace(' ', ' a ')}`,
        inSeveral === undefined ? '' : `${countText(inSeveral)} in several`,
      ),
    ),
  );
  const open = openAccessOf(totals);
  byId('open', HTMLElement).append(open ?? '');
  byId('open', HTMLElement).hidden = open === undefined;
}

function personalText(personal: Totals['personal']): string {
  if (!personal) return 'the file tells no types';
  return personal.spaces === undefined ? 'without personal ones' : counted(personal.spaces, 'personal one');
}

/** @param count undefined if the sync was not to read what is counted */
function card(count: number | undefined, what: string, more: string): HTMLElement {
  const attributes = count === undefined ? { class: 'unsynced' } : undefined;
  return element(
    'div',
    { class: 'card' },
    element('dt', {}, what),
    element(
      'dd',
      {},
      element('strong', attributes, countText(count)),
      element('span', { class: 'aside' }, more),
    ),
  );
}
