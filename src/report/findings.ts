import type { AccessReport } from '../access/report.ts';
import type { Totals } from '../access/totals.ts';
import { counted, grouped } from '../text/count.ts';
import { initial, type ViewState } from './state.ts';
import { className, notRecorded, notSynced } from './wording.ts';

/** What a reviewer looks at first: a number, and where the page shows what it counts. */
export interface Finding {
  /** What is counted, after the number. */
  readonly what: string;
  readonly count: number | undefined;
  /** What stands in for a number that is not known. */
  readonly lack: string;
  readonly more: string;
  /** `bad` if any is one too many, `plain` if that depends. */
  readonly kind: 'bad' | 'plain';
  readonly shown: ViewState;
}

/** What to look at first; the worst comes first, whatever the numbers are. */
export function findingsOf(report: AccessReport, totals: Totals): readonly Finding[] {
  const { open, personal, disabledHolders, externalHolders, holders, powerfulGroups } = totals;
  const isRecorded = report.sync.record !== undefined;
  const lackIf = (has: boolean) => (has ? notRecorded : notSynced);
  const { access, people, kinds, states } = report.synced;
  const one = (count: number | undefined, singular: string, plural: string) =>
    count === 1 ? singular : plural;
  const [administer, ...others] = holders.map(
    ({ permission, people: count, inSeveral }): Finding => ({
      what: `${one(count, 'person', 'people')} can ${permission.replace(' ', ' a ')}`,
      count,
      lack: notSynced,
      more:
        inSeveral === undefined ? '' : `${grouped(inSeveral)} in several; own personal spaces not counted`,
      kind: 'plain',
      shown: { ...initial, view: 'people', sort: permission, descending: true, permission },
    }),
  );
  return [
    {
      what: `${one(open?.anonymous, 'space', 'spaces')} open to anybody on the internet`,
      count: open?.anonymous,
      lack: lackIf(!isRecorded),
      more: open?.anonymous ? 'no account needed' : '',
      kind: 'bad',
      shown: { ...initial, spaces: 'anonymous' },
    },
    {
      what: `${one(open?.anyClass, 'space', 'spaces')} open to a class of people`,
      count: open?.anyClass,
      lack: lackIf(!isRecorded),
      more: Object.entries(open?.classes ?? {})
        .map(([name, count]) => `${grouped(count)} to ${className(name)}`)
        .join(', '),
      kind: 'bad',
      shown: { ...initial, spaces: 'classes' },
    },
    {
      what: `${one(externalHolders, 'guest or external person', 'guests and external people')} with access`,
      count: externalHolders,
      lack: lackIf(people && access && !kinds),
      more: totals.externals === undefined ? '' : `of ${grouped(totals.externals)} on the site`,
      kind: 'bad',
      shown: { ...initial, view: 'people', accounts: 'guests' },
    },
    {
      what: `disabled ${one(disabledHolders, 'account', 'accounts')} with access`,
      count: disabledHolders,
      lack: lackIf(people && access && !states),
      more: totals.disabled === undefined ? '' : `of ${counted(totals.disabled, 'disabled account')}`,
      kind: 'bad',
      shown: { ...initial, view: 'people', accounts: 'disabled' },
    },
    ...(administer ? [administer] : []),
    {
      what: `${one(powerfulGroups, 'group that lets', 'groups that let')} administer, export or delete`,
      count: powerfulGroups,
      lack: notSynced,
      more: totals.groups === undefined ? '' : `of ${counted(totals.groups, 'group')}`,
      kind: 'plain',
      shown: { ...initial, view: 'groups' },
    },
    ...others,
    {
      what: `personal ${one(personal?.shared, 'space', 'spaces')} shared with others`,
      count: personal?.shared,
      lack: lackIf(report.synced.spaces && !personal),
      more: personal?.spaces === undefined ? '' : `of ${counted(personal.spaces, 'personal one')}`,
      kind: 'plain',
      shown: { ...initial, spaces: 'shared' },
    },
  ];
}
