import { isPersonal, isShared } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { badge, element, nameElement } from './dom.ts';

/** A person as shown: the name, what it might be confused without, and whether the account is disabled. */
export function personName({ people }: AccessReport, number: number): readonly (HTMLElement | string)[] {
  const { name, email, state = 'unknown', id = '' } = people[number] ?? {};
  return [
    nameElement(name ?? ''),
    ' ',
    ...(state === 'disabled' ? [badge('disabled', 'bad')] : []),
    ...(state === 'unknown' ? [badge('not described in the file', 'plain')] : []),
    element('bdi', { class: 'aside' }, email ?? id),
  ];
}

/** A space as shown: the name, the key, and whether it is somebody's own. */
export function spaceName(report: AccessReport, number: number): readonly (HTMLElement | string)[] {
  const space = report.spaces[number];
  if (!space) return [];
  return [
    nameElement(space.name),
    ' ',
    ...(isPersonal(space) ? [badge(isShared(report, space) ? 'personal, shared' : 'personal', 'plain')] : []),
    element('bdi', { class: 'aside' }, [space.key ?? space.id, ...ownerOf(report, number)].join(' · ')),
  ];
}

/** Whose a personal space is. */
function ownerOf({ spaces, people }: AccessReport, number: number): readonly string[] {
  const { ownerId } = spaces[number] ?? {};
  const space = spaces[number];
  if (!space || !isPersonal(space) || ownerId === undefined) return [];
  const owner = people.find(({ id }) => id === ownerId);
  return [`owner ${owner?.name ?? ownerId}`];
}
