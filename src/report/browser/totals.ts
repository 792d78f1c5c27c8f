import { critical, everything, isPersonal, isShared, tally, tellsTypes } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import type { View } from '../state.ts';
import { byId, counted, element, grouped } from './dom.ts';

/** How many rows each view has at first; absent where the file does not tell. */
export type Sizes = Readonly<Record<View, number | undefined>>;

/** Shows the facts of the sync and its totals. */
export function showTotals(report: AccessReport): Sizes {
  const { sync, people, groups, spaces, permissions } = report;
  const counts = tally(report, everything);
  const numbers = [...people.keys()];
  const holders = numbers.filter((person) => (counts.spacesOf[person] ?? 0) > 0);
  const disabled = people.filter(({ state }) => state === 'disabled');
  const disabledHolders = holders.filter((person) => people[person]?.state === 'disabled');
  const shared = spaces.filter((space) => isShared(report, space));
  const personal = spaces.filter(isPersonal);
  const held = spaces.flatMap((space) => space.held);
  const direct = held.reduce((sum, { people, groups }) => sum + people.length + groups.length, 0);
  const memberships = groups.reduce((sum, { members }) => sum + members.length, 0);
  const access = counts.permissionsOf.reduce((sum, count) => sum + count, 0);
  const tells = tellsTypes(report);

  const time = element(
    'time',
    { datetime: sync.endedAt },
    `${sync.endedAt.slice(0, 16).replace('T', ' ')} UTC`,
  );
  byId('facts', HTMLElement).append(
    'From a ',
    element('strong', {}, sync.type.replaceAll('_', ' ')),
    ' sync that ended at ',
    time,
    '.',
  );
  byId('partial', HTMLElement).hidden = sync.type === 'full';

  const cards: readonly (readonly [number, string, string])[] = [
    [spaces.length, 'spaces', tells ? counted(personal.length, 'personal one') : 'the file tells no types'],
    [people.length, 'people', counted(disabled.length, 'disabled account')],
    [groups.length, 'groups', counted(memberships, 'membership')],
    [access, 'permissions held', `from ${counted(direct, 'grant')}`],
    ...critical.map((permission): readonly [number, string, string] => {
      const number = permissions.indexOf(permission);
      const those = numbers.filter((person) => counts.spacesWith(person, number) > 0);
      const several = those.filter((person) => counts.spacesWith(person, number) > 1);
      return [those.length, `can ${permission.replace(' ', ' a ')}`, `${grouped(several.length)} in several`];
    }),
  ];
  byId('cards', HTMLElement).append(
    ...cards.map(([count, what, more]) =>
      element(
        'div',
        { class: 'card' },
        element('dt', {}, what),
        element('dd', {}, element('strong', {}, grouped(count)), element('span', { class: 'aside' }, more)),
      ),
    ),
  );
  return {
    spaces: spaces.length,
    people: people.length,
    disabled: disabledHolders.length,
    shared: tells ? shared.length : undefined,
  };
}
