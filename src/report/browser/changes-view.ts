import type { AccessReport } from '../../access/report.ts';
import { changesIn } from '../changes.ts';
import type { ViewState } from '../state.ts';
import { badge, byId, element, nameElement } from './dom.ts';
import { showRows } from './more.ts';
import { cell, row, smallTable, tableBody } from './tables.ts';

const pageSize = 100;

/** Lists what has changed since the earlier sync, and returns how much that is. */
export function showChanges(report: AccessReport, state: ViewState): number {
  const place = byId('changes', HTMLElement);
  const lines = changesIn(report, state);
  const notCompared = (report.since?.notCompared ?? []).map((line) => element('li', {}, nameElement(line)));
  const explained =
    notCompared.length === 0
      ? []
      : [
          element(
            'div',
            { class: 'warning' },
            element('p', {}, 'Not compared:'),
            element('ul', {}, ...notCompared),
          ),
        ];
  const [body, more] = [tableBody(), element('div')];
  showRows(lines, body, more, pageSize, ({ kind, who, aside, what, where, isCritical }) => [
    row(
      [
        badge(kind, isCritical ? 'bad' : kind === 'new' ? 'new' : 'plain'),
        ' ',
        nameElement(who),
        ' ',
        element('bdi', { class: 'aside' }, aside),
      ],
      cell('What', '', nameElement(what)),
      cell('Where', '', nameElement(where)),
    ),
  ]);
  const table = lines.length === 0 ? [] : [smallTable(['Who', 'What', 'Where'], body), more];
  place.replaceChildren(...explained, ...table);
  return lines.length;
}
