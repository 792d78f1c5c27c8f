import type { AccessReport } from '../../access/report.ts';
import type { Totals } from '../../access/totals.ts';
import { grouped } from '../../text/count.ts';
import { plain } from '../../text/plain.ts';
import { factsOf, isOfChoice, lacksMembers, missingOf, notesOf, notRead, sizesOf } from '../facts.ts';
import { type Finding, findingsOf } from '../findings.ts';
import { hashOf } from '../state.ts';
import { byId, element, nameElement } from './dom.ts';

/** Shows what the page has come from, and what is not in it. */
export function showFacts(report: AccessReport): void {
  const { type, endedAt, record } = report.sync;
  document.title = plain(
    ['Confluence access', ...(record ? [record.site] : []), endedAt.slice(0, 10)].join(' · '),
  );
  byId('facts', HTMLElement).append(
    ...factsOf(report).map(([word, fact]) =>
      element('div', {}, element('dt', {}, word), element('dd', {}, nameElement(fact))),
    ),
  );
  byId('notes', HTMLElement).append(...notesOf(report).map((note) => element('p', {}, nameElement(note))));
  byId('choice', HTMLElement).hidden = !isOfChoice(report);
  byId('missing', HTMLElement).append(
    ...missingOf(report).map((line) => element('li', {}, nameElement(line))),
  );
  byId('partial', HTMLElement).hidden = type === 'full';
  byId('no-members', HTMLElement).hidden = !lacksMembers(report);
  byId('not-read', HTMLElement).append(notRead);
}

/** Shows what to look at first, each with a way there. @param onFollow after one was followed */
export function showFindings(report: AccessReport, totals: Totals, onFollow: () => void): void {
  byId('findings', HTMLElement).append(
    ...findingsOf(report, totals).map((finding) => element('li', {}, card(finding, onFollow))),
  );
  byId('sizes', HTMLElement).append(sizesOf(totals));
}

function card({ what, count, lack, more, kind, shown }: Finding, onFollow: () => void): HTMLElement {
  const look = count === undefined ? 'unsynced' : count === 0 ? 'calm' : kind;
  const link = element(
    'a',
    { href: hashOf(shown), class: `card ${look}` },
    element('strong', {}, count === undefined ? lack : grouped(count)),
    ' ',
    element('span', {}, what),
    ' ',
    element('span', { class: 'aside' }, more),
  );
  link.addEventListener('click', () => setTimeout(onFollow));
  return link;
}
