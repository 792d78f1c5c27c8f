import type { AccessReport } from '../../access/report.ts';
import { totalsOf } from '../../access/totals.ts';
import { counted } from '../../text/count.ts';
import { changesIn } from '../changes.ts';
import { csv, json } from '../export.ts';
import { changesCsv, changesJson } from '../export-changes.ts';
import { fileName } from '../file-name.ts';
import { scopeOf } from '../scope.ts';
import { searchIn } from '../search.ts';
import { hashOf, initial, stateOf, subjectOf, type View, type ViewState, views } from '../state.ts';
import { tableOf } from '../table.ts';
import { countOrUnknown } from '../wording.ts';
import { showChanges } from './changes-view.ts';
import { byId, element } from './dom.ts';
import { download } from './download.ts';
import { showFacts, showFindings } from './head.ts';
import { Reviewing } from './reviewing.ts';
import { Rows } from './rows.ts';
import { Toolbar } from './toolbar.ts';
import { noteOn, notes, titles } from './words.ts';

const report = JSON.parse(byId('report', HTMLElement).textContent ?? '') as AccessReport;
const totals = totalsOf(report);
const { since } = report;
/** How many rows each view has at first; absent if the sync was not to read them. */
const sizes: Readonly<Record<View, number | undefined>> = {
  spaces: totals.spaces,
  people: totals.people,
  groups: totals.groups,
  changes: since && [since.granted, since.revoked, since.appeared, since.disappeared].flat().length,
};
showFacts(report);
showFindings(report, totals, () => byId('main', HTMLElement).focus());
const find = searchIn(report);
let state = stateOf(location.hash);

const tabs = views
  .filter((view) => view !== 'changes' || since)
  .map((view) => ({
    view,
    link: element(
      'a',
      {},
      titles[view],
      ' ',
      element('span', { class: 'size' }, countOrUnknown(sizes[view])),
    ),
  }));
byId('views', HTMLElement).append(...tabs.map(({ link }) => element('li', {}, link)));
const reviewing = new Reviewing(report, () => show());
const rows = new Rows({ report, reviewing }, sortBy);
const toolbar = new Toolbar(report, (change) => update(change));

for (const [id, type] of [
  ['csv', 'text/csv;charset=utf-8'],
  ['json', 'application/json'],
] as const) {
  byId(id, HTMLButtonElement).addEventListener('click', () => {
    try {
      download(fileName(report, state.view, id), type, exported(id));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      byId('found', HTMLElement).textContent = 'Too large for one file: filter first, or export CSV';
    }
  });
}
addEventListener('hashchange', () => {
  // A link into the page is no state.
  if (location.hash !== '' && !location.hash.includes('=')) return;
  state = stateOf(location.hash);
  show();
});
show();

/** What the state asks for; undefined for changes, which are no table of access. */
function shown() {
  const subject = subjectOf(state.view);
  if (!subject) return undefined;
  const scope = scopeOf(report, state, find(state.search));
  return { scope, table: tableOf(report, state, scope, subject) };
}

function exported(kind: 'csv' | 'json'): readonly string[] {
  const found = shown();
  if (!found) return [kind === 'csv' ? changesCsv(report, changesIn(report, state)) : changesJson(report)];
  const { scope, table } = found;
  const { decisions } = reviewing;
  return kind === 'csv' ? csv(report, scope, table, decisions) : [json(report, scope, table, decisions)];
}

function update(change: Partial<ViewState>): void {
  state = { ...state, ...change };
  history.replaceState(undefined, '', hashOf(state));
  show();
}

/** By the same column again: the other way round. */
function sortBy(key: string): void {
  const table = shown()?.table;
  update({ sort: key, descending: table?.sort === key ? !table.descending : key !== 'name' });
}

function show(): void {
  const { view } = state;
  for (const tab of tabs) {
    // The filters stay; each view has an order of its own.
    const { sort, descending } = initial;
    tab.link.href = hashOf({ ...state, view: tab.view, sort, descending });
    if (tab.view === view) tab.link.setAttribute('aria-current', 'page');
    else tab.link.removeAttribute('aria-current');
  }
  byId('title', HTMLElement).textContent = titles[view];
  byId('changes', HTMLElement).hidden = view !== 'changes';
  const found = shown();
  toolbar.show(state, found?.table.sort ?? '');
  if (!found) {
    byId('table', HTMLElement).hidden = true;
    byId('more', HTMLElement).replaceChildren();
    byId('note', HTMLElement).textContent = since
      ? notes.changes
      : 'No earlier sync was compared: see --since.';
    byId('found', HTMLElement).textContent = counted(showChanges(report, state), 'change');
    return;
  }
  const { scope, table } = found;
  const { lack, subject } = table;
  rows.show(table, scope);
  const one = { space: ['space'], person: ['person', 'people'], group: ['group'] } as const;
  const [singular, plural] = one[subject];
  const count = counted(table.rows.length, singular, plural);
  byId('note', HTMLElement).textContent = noteOn(state, lack);
  byId('found', HTMLElement).textContent = lack ? `${lack.slice(0, 1).toUpperCase()}${lack.slice(1)}` : count;
  byId('table', HTMLElement).hidden = table.rows.length === 0;
}
