import { isPersonal, isShared } from '../../access/reach.ts';
import type { AccessReport, Space } from '../../access/report.ts';
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

/** A space as shown: the name, and the key; of a personal one the owner, and whether others hold something there. */
export function spaceName(report: AccessReport, number: number): readonly (HTMLElement | string)[] {
  const space = report.spaces[number];
  if (!space) return [];
  const { name, key, id } = space;
  return [
    nameElement(name),
    ' ',
    ...(isPersonal(space) ? [badge(isShared(report, space) ? 'personal, shared' : 'personal', 'plain')] : []),
    element('bdi', { class: 'aside' }, ownerText(report, space) ?? key ?? id),
  ];
}

/** Whose a personal space is; undefined where that is not known. */
function ownerText({ people }: AccessReport, space: Space): string | undefined {
  const { ownerId } = space;
  if (!isPersonal(space) || ownerId === undefined) return undefined;
  return `of ${people.find(({ id }) => id === ownerId)?.name ?? ownerId}`;
}
