import type { View, ViewState } from '../state.ts';
import type { ReportTable } from '../table.ts';

/** What the views are called. */
export const titles: Readonly<Record<View, string>> = {
  spaces: 'Spaces',
  people: 'People',
  groups: 'Groups',
  changes: 'Changes',
};

/** What a view shows, in a sentence or two. */
export const notes: Readonly<Record<View, string>> = {
  spaces:
    'How many people can do what in each space. Open one to see which groups and people, and who is in a group.',
  people:
    'In how many spaces each person can do what; own personal spaces are not counted. Open one to see where, and directly or through which groups.',
  groups: 'In how many spaces each group lets its members do what. Open one to see where, and who is in it.',
  changes:
    'What is held, and what there is, that was not so at the earlier sync. What members get by joining a group is the one change of joining.',
};

const filterNotes: Readonly<Record<string, string>> = {
  disabled: 'Disabled accounts get their access back with a licence.',
  guests: 'Guests and external collaborators, as far as Confluence says who they are.',
  shared:
    'Shared is a personal space in which a group, or anybody but its owner, holds something; if the owner is not known, a group or more than one person.',
};

const lacks = {
  'not synced': 'The sync was not to read this.',
  'not recorded': 'The file does not say this. One that confluence-sync writes today does.',
} as const;

/** What stands above a table: what it shows, or why it shows nothing. */
export function noteOn({ view, accounts, spaces }: ViewState, lack: ReportTable['lack']): string {
  if (lack) return lacks[lack];
  return [notes[view], filterNotes[accounts], filterNotes[spaces]]
    .filter((note) => note !== undefined)
    .join(' ');
}
