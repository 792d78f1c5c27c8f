import { isPersonal, isShared } from '../../access/reach.ts';
import type { AccessReport, Space } from '../../access/report.ts';
import { anybody, openTo } from '../wording.ts';
import { badge, element, nameElement } from './dom.ts';

/** A person as shown: the name, what it might be confused without, and what is special about the account. */
export function personName({ people }: AccessReport, number: number): readonly (HTMLElement | string)[] {
  const { name, email, state = 'unknown', kinds = [], id = '' } = people[number] ?? {};
  return [
    nameElement(name ?? ''),
    ' ',
    ...spaced([
      ...(state === 'disabled' ? [badge('disabled', 'bad')] : []),
      ...(state === 'unknown' ? [badge('state unknown', 'plain')] : []),
      ...kinds.map((kind) => badge(kind, 'plain')),
    ]),
    element('bdi', { class: 'aside' }, email ?? id),
  ];
}

/**
 * A space as shown: the name, and the key; of a personal one the owner, and whether others hold something there; and who
 * is let in beside accounts and groups.
 */
export function spaceName(report: AccessReport, number: number): readonly (HTMLElement | string)[] {
  const space = report.spaces[number];
  if (!space) return [];
  const { name, key, id } = space;
  return [
    nameElement(name),
    ' ',
    ...spaced([
      ...(isPersonal(space)
        ? [badge(isShared(report, space) ? 'personal, shared' : 'personal', 'plain')]
        : []),
      ...(space.archived ? [badge('archived', 'plain')] : []),
      ...openTo(space).map(({ who }) => badge(`open to ${who}`, who === anybody ? 'bad' : 'plain')),
    ]),
    element('bdi', { class: 'aside' }, ownerText(report, space) ?? key ?? id),
  ];
}

/** Badges with space between them: as text, two would be one word. */
function spaced(badges: readonly HTMLElement[]): readonly (HTMLElement | string)[] {
  return badges.flatMap((each) => [each, ' ']);
}

/** Whose a personal space is; undefined where that is not known. */
function ownerText({ people }: AccessReport, space: Space): string | undefined {
  const { ownerId } = space;
  if (!isPersonal(space) || ownerId === undefined) return undefined;
  return `of ${people.find(({ id }) => id === ownerId)?.name ?? ownerId}`;
}
