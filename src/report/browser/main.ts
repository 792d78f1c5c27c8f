import { tellsTypes } from '../../access/reach.ts';
import type { AccessReport } from '../../access/report.ts';
import { totalsOf } from '../../access/totals.ts';
import { counted } from '../../text/count.ts';
import { csv, json } from '../export.ts';
import { searchIn } from '../search.ts';
import { hashOf, initial, stateOf, subjectOf, type View, type ViewState, views } from '../state.ts';
import { scopeOf, tableOf } from '../table.ts';
import { countOrUnknown } from '../wording.ts';
import { byId, element } from './dom.ts';
import { download } from './download.ts';
import { Rows } from './rows.ts';
import { Toolbar } from './toolbar.ts';
import { showFacts, showTotals } from './totals.ts';

const titles: Readonly<Record<View, string>> = {
  spaces: 'Spaces',
  people: 'People',
  disabled: 'Disabled accounts with access',
  shared: 'Shared personal spaces',
};

const notes: Readonly<Record<View, string>> = {
  spaces:
    'How many people can do what in each space. Open one to see who, and directly or through which groups.',
  people:
    'In how many spaces each person can do what. Open one to see where, and directly or through which groups.',
  disabled: 'Accounts without a licence that would get their access back with one.',
  shared:
    'Personal spaces in which a group, or anybody but the owner, holds something. Where the owner is not known: a group, or more than one person.',
};
const unsynced = 'The sync was not to read this.';
const unknownTypes =
  'The file does not tell which spaces are personal. One that confluence-sync writes today does.';

const report = JSON.parse(byId('report', HTMLElement).textContent ?? '') as AccessReport;
const totals = totalsOf(report);
/** How many rows each view has at first; absent if the file does not tell, or the sync was not to read them. */
const sizes: Readonly<Record<View, number | undefined>> = {
  spaces: totals.spaces,
  people: totals.people,
  disabled: totals.disabledHolders,
  shared: totals.personal?.shared,
};
showFacts(report);
showTotals(totals);
const find = searchIn(report);
let state = stateOf(location.hash);

const tabs = views.map((view) => ({
  view,
  link: element('a', {}, titles[view], ' ', element('span', { class: 'size' }, countOrUnknown(sizes[view]))),
}));
byId('views', HTMLElement).append(...tabs.map(({ link }) => element('li', {}, link)));
const rows = new Rows(report, sortBy);
const toolbar = new Toolbar(report, (change) => update(change));

for (const [id, type, write] of [
  ['csv', 'text/csv;charset=utf-8', csv],
  ['json', 'application/json', json],
] as const) {
  byId(id, HTMLButtonElement).addEventListener('click', () => {
    const { scope, table } = shown();
    download(`confluence-access-${state.view}.${id}`, type, write(report, scope, table));
  });
}
addEventListener('hashchange', () => {
  // A link into the page is no state.
  if (location.hash !== '' && !location.hash.includes('=')) return;
  state = stateOf(location.hash);
  show();
});
show();

function shown() {
  const scope = scopeOf(report, state, find(state.search));
  return { scope, table: tableOf(report, state, scope) };
}

function update(change: Partial<ViewState>): void {
  state = { ...state, ...change };
  history.replaceState(undefined, '', hashOf(state));
  show();
}

/** By the same column again: the other way round. */
function sortBy(key: string): void {
  const { table } = shown();
  update({ sort: key, descending: table.sort === key ? !table.descending : key !== 'name' });
}

function show(): void {
  const { view } = state;
  const { scope, table } = shown();
  for (const tab of tabs) {
    // The filters stay; each view has an order of its own.
    const { sort, descending } = initial;
    tab.link.href = hashOf({ ...state, view: tab.view, sort, descending });
    if (tab.view === view) tab.link.setAttribute('aria-current', 'page');
    else tab.link.removeAttribute('aria-current');
  }
  byId('title', HTMLElement).textContent = titles[view];
  const note = view === 'shared' && !tellsTypes(report) ? unknownTypes : notes[view];
  byId('note', HTMLElement).textContent = table.isSynced ? note : unsynced;
  toolbar.show(state);
  rows.show(table, scope);
  const found = table.rows.length;
  const count = subjectOf(view) === 'space' ? counted(found, 'space') : counted(found, 'person', 'people');
  byId('found', HTMLElement).textContent = table.isSynced ? count : 'Not synced';
  byId('table', HTMLElement).hidden = found === 0;
}
