import { critical, numberOf, ownerOf } from '../access/reach.ts';
import type { AccessReport, Change, ChangedThing } from '../access/report.ts';
import { fold } from './search.ts';
import type { ViewState } from './state.ts';
import { anybody, className } from './wording.ts';

/** A line of the view of changes. */
export interface ChangeLine {
  readonly kind: 'new' | 'gone';
  readonly who: string;
  /** What a name might be confused without: an e-mail address, a key or an id; empty if there is no such thing. */
  readonly aside: string;
  /** E.g. `administer space` or `member`, or that it has appeared. */
  readonly what: string;
  /** What it is held on; empty if the change is the thing itself. */
  readonly where: string;
  /** Whether a reviewer looks at it before others. */
  readonly isCritical: boolean;
}

interface Ranked {
  readonly line: ChangeLine;
  /** The lower, the worse. */
  readonly rank: number;
}

/** What has changed, as far as search and permission ask for it; the worst first: what lets most people do most. */
export function changesIn(report: AccessReport, { search, permission }: ViewState): readonly ChangeLine[] {
  const { since } = report;
  if (!since) return [];
  const tell = tellerOf(report);
  const lines = [
    ...since.granted.map((change) => tell.held('new', change)),
    ...since.appeared.map((thing) => tell.thing('new', thing)),
    ...since.revoked.map((change) => tell.held('gone', change)),
    ...since.disappeared.map((thing) => tell.thing('gone', thing)),
  ];
  const wanted = fold(search.trim());
  const found = lines.filter(
    ({ line: { who, aside, what, where } }) =>
      (permission === '' || what === permission) &&
      (wanted === '' || fold(`${who}\n${aside}\n${what}\n${where}`).includes(wanted)),
  );
  // The sort keeps the order of names among equals.
  return found.sort((a, b) => a.rank - b.rank).map(({ line }) => line);
}

/** Ranks of what is new, from the worst on; what is gone comes after all of it. */
const ranks = { open: 0, critical: 1, membership: 4, held: 5, thing: 6, gone: 10 };

function tellerOf(report: AccessReport) {
  const people = new Map(report.people.map((person, number) => [person.id, { person, number }]));
  const spaces = new Map(report.spaces.map((space) => [space.id, space]));
  const asideOf = ({ type, id }: ChangedThing) => {
    if (type === 'access_class' || type === 'group') return '';
    // Of what is gone, the report knows no more than the id.
    return (type === 'user' ? people.get(id)?.person.email : spaces.get(id)?.key) ?? id;
  };
  /** Everybody administers a personal space of their own. */
  const isOwn = ({ principal, resource }: Change) => {
    const space = spaces.get(spaceIdOf(resource));
    const owner = space && ownerOf(report, space);
    return principal.type === 'user' && owner !== undefined && people.get(principal.id)?.number === owner;
  };
  const held = (kind: ChangeLine['kind'], change: Change): Ranked => {
    const { principal, what, resource } = change;
    const isOpen = principal.type === 'access_class';
    const place = isOwn(change) ? -1 : placeOf(report, change);
    const rank = isOpen
      ? ranks.open
      : place !== -1
        ? ranks.critical + place
        : resource.type === 'group'
          ? ranks.membership
          : ranks.held;
    const isCritical = kind === 'new' && rank < ranks.membership;
    const where = placeText(resource);
    const text = resource.type === 'space_role_assignment' ? 'role' : what.replace(/ (?:in|of)$/, '');
    const who = whoText(principal);
    const line = { kind, who, aside: asideOf(principal), what: text, where, isCritical };
    return { line, rank: rank + (kind === 'gone' ? ranks.gone : 0) };
  };
  const thing = (kind: ChangeLine['kind'], changed: ChangedThing): Ranked => {
    const what = kind === 'new' ? 'was not there before' : 'is not there any more';
    const line = {
      kind,
      who: placeText(changed),
      aside: asideOf(changed),
      what,
      where: '',
      isCritical: false,
    };
    return { line, rank: ranks.thing + (kind === 'gone' ? ranks.gone : 0) };
  };
  return { held, thing };
}

/** Which of the critical permissions a change is about, by its place among them; -1 if it is about none. */
function placeOf(report: AccessReport, { what, resource }: Change): number {
  // A role in a space is named by both, e.g. Admin on Engineering.
  const role =
    resource.type === 'space_role_assignment'
      ? report.entitlements.find(({ isRole, name }) => isRole && resource.name.startsWith(`${name} on `))
      : undefined;
  return critical.findIndex((permission) => {
    const number = numberOf(report, permission);
    return what === `${permission} in` || (number !== undefined && role?.permissions.includes(number));
  });
}

/** The space that something is held in. */
function spaceIdOf({ type, id }: ChangedThing): string {
  return type === 'space_role_assignment' ? id.slice(0, id.indexOf(':')) : id;
}

function whoText({ type, id, name }: ChangedThing): string {
  if (type === 'access_class') return id === 'anonymous' ? anybody : className(id);
  return type === 'group' ? `group ${name}` : name;
}

function placeText({ type, name }: ChangedThing): string {
  return type === 'space_role_assignment' ? name : `${type.replaceAll('_', ' ')} ${name}`;
}
