import { critical } from '../access/reach.ts';
import type { AccessReport, Change, ChangedThing } from '../access/report.ts';
import type { ViewState } from './state.ts';
import { anybody, className } from './wording.ts';

/** A line of the view of changes. */
export interface ChangeLine {
  readonly kind: 'new' | 'gone';
  readonly who: string;
  /** E.g. `administer space in`, or that it has appeared. */
  readonly what: string;
  /** What it is held on; empty if the change is the thing itself. */
  readonly where: string;
  /** Whether a reviewer looks at it before others. */
  readonly isCritical: boolean;
}

/** What has changed, as far as search and permission ask for it; the worst first: what lets most people do most. */
export function changesIn({ since }: AccessReport, { search, permission }: ViewState): readonly ChangeLine[] {
  if (!since) return [];
  const lines = [
    ...since.granted.map((change) => ofChange('new', change)),
    ...since.appeared.map((thing) => ofThing('new', thing)),
    ...since.revoked.map((change) => ofChange('gone', change)),
    ...since.disappeared.map((thing) => ofThing('gone', thing)),
  ];
  const wanted = search.trim().toLowerCase();
  const found = lines.filter(
    ({ line: { who, what, where } }) =>
      (permission === '' || what === `${permission} in`) &&
      (wanted === '' || `${who}\n${what}\n${where}`.toLowerCase().includes(wanted)),
  );
  // The sort keeps the order of names among equals.
  return found.sort((a, b) => a.rank - b.rank).map(({ line }) => line);
}

function ofChange(kind: ChangeLine['kind'], { principal, what, resource }: Change) {
  const place = critical.findIndex((permission) => what === `${permission} in`);
  const isOpen = principal.type === 'access_class';
  const isCritical = kind === 'new' && (isOpen || place !== -1);
  const rank = isOpen ? 0 : place !== -1 ? 1 + place : resource.type === 'group' ? 4 : 5;
  const line = { kind, who: whoText(principal), what, where: placeText(resource), isCritical };
  return { line, rank: rank + (kind === 'gone' ? 10 : 0) };
}

function ofThing(kind: ChangeLine['kind'], thing: ChangedThing) {
  const what = kind === 'new' ? 'was not there before' : 'is not there any more';
  return {
    line: { kind, who: placeText(thing), what, where: '', isCritical: false },
    rank: kind === 'new' ? 6 : 16,
  };
}

function whoText({ type, id, name }: ChangedThing): string {
  if (type === 'access_class') return id === 'anonymous' ? anybody : className(id);
  return type === 'group' ? `group ${name}` : name;
}

function placeText({ type, name }: ChangedThing): string {
  return type === 'space_role_assignment' ? name : `${type.replaceAll('_', ' ')} ${name}`;
}
