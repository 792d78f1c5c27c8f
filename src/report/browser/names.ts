import { isPersonal, isShared } from '../../access/reach.ts';
import type { AccessReport, Space } from '../../access/report.ts';
import { counted } from '../../text/count.ts';
import { personLink, spaceLink } from '../links.ts';
import { marksOf } from '../marks.ts';
import { anybody, notSynced, openTo } from '../wording.ts';
import { badge, element, nameElement } from './dom.ts';

type Parts = readonly (HTMLElement | string)[];

/** A person as shown: the name, what it might be confused without, and what is special about the account. @param badges more */
export function personName(report: AccessReport, number: number, badges: readonly HTMLElement[] = []): Parts {
  const { name, email, state = 'unknown', kinds = [], id = '' } = report.people[number] ?? {};
  return [
    nameElement(name ?? ''),
    ' ',
    ...spaced([
      ...marks(report, `user:${id}`),
      ...(state === 'disabled' ? [badge('disabled', 'bad')] : []),
      ...(state === 'unknown' ? [badge('state unknown', 'plain')] : []),
      ...kinds.map((kind) => badge(kind, 'bad')),
      ...badges,
    ]),
    element('bdi', { class: 'aside' }, email ?? id),
  ];
}

/**
 * A space as shown: the name, and the key; of a personal one the owner, and whether others hold something there; and who
 * is let in beside accounts and groups.
 */
export function spaceName(report: AccessReport, number: number, badges: readonly HTMLElement[] = []): Parts {
  const space = report.spaces[number];
  if (!space) return [];
  const { name, key, id } = space;
  return [
    nameElement(name),
    ' ',
    ...spaced([
      ...marks(report, `space:${id}`),
      ...(isPersonal(space)
        ? [badge(isShared(report, space) ? 'personal, shared' : 'personal', 'plain')]
        : []),
      ...(space.archived ? [badge('archived', 'plain')] : []),
      ...openTo(space).map(({ who }) => badge(`open to ${who}`, who === anybody ? 'bad' : 'warn')),
      ...badges,
    ]),
    element('bdi', { class: 'aside' }, ownerText(report, space) ?? key ?? id),
  ];
}

/** A group as shown where all are groups. */
export function groupTitle(report: AccessReport, number: number): Parts {
  const { name = '', id = '' } = report.groups[number] ?? {};
  return [nameElement(name), ' ', ...spaced(marks(report, `group:${id}`))];
}

/** A group as shown among people: how many are in it, too. @param inScope how many of them are looked at */
export function groupName(
  report: AccessReport,
  number: number,
  inScope: number,
  badges: readonly HTMLElement[] = [],
): Parts {
  const group = report.groups[number];
  if (!group) return [];
  const all = counted(group.members.length, 'person', 'people');
  const some = inScope === group.members.length ? all : `${inScope} of ${all}`;
  return [
    nameElement(group.name),
    ' ',
    ...spaced([badge('group', 'plain'), ...marks(report, `group:${group.id}`), ...badges]),
    element('bdi', { class: 'aside' }, report.synced.memberships ? some : `members ${notSynced}`),
  ];
}

/** A link to where Confluence shows a space or a person; nothing if that is not known. */
export function outLink(
  report: AccessReport,
  kind: 'space' | 'person',
  number: number,
): readonly HTMLElement[] {
  const [space, person] = [report.spaces[number], report.people[number]];
  const [href, name] =
    kind === 'space'
      ? [space && spaceLink(report, space), space?.name]
      : [person && personLink(report, person), person?.name];
  if (href === undefined) return [];
  const label = `${name} in Confluence`;
  const attributes = {
    href,
    class: 'out',
    target: '_blank',
    rel: 'noreferrer noopener',
    'aria-label': label,
  };
  return [element('a', attributes, '\u2197')];
}

/** A name with a link beside it. */
export function linked(name: Parts, link: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'named' }, element('div', {}, ...name), ...link);
}

/** Badges of what has changed since the earlier sync. @param thing e.g. `space:<id>` */
function marks(report: AccessReport, thing: string): readonly HTMLElement[] {
  const known = marksOf(report);
  if (known?.isNew(thing)) return [badge('new', 'new')];
  return known?.isChanged(thing) ? [badge('changed', 'new')] : [];
}

/** Badges with space between them: as text, two would be one word. */
function spaced(badges: readonly HTMLElement[]): Parts {
  return badges.flatMap((each) => [each, ' ']);
}

/** Whose a personal space is; undefined where that is not known. */
function ownerText({ people }: AccessReport, space: Space): string | undefined {
  const { ownerId } = space;
  if (!isPersonal(space) || ownerId === undefined) return undefined;
  return `of ${people.find(({ id }) => id === ownerId)?.name ?? ownerId}`;
}
