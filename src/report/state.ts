/** What the page shows. The address bar keeps it, so that a bookmark opens the same view. */
export interface ViewState {
  readonly view: View;
  readonly search: string;
  /** The name of the only permission to look at; empty for all. */
  readonly permission: string;
  readonly ways: (typeof waysOf)[number];
  /** Which accounts to look at only. */
  readonly accounts: (typeof accountsOf)[number];
  /** Which spaces to look at only. */
  readonly spaces: (typeof spacesOf)[number];
  /** Key of the column to sort by; empty for the worst first. */
  readonly sort: string;
  readonly descending: boolean;
}

export const views = ['spaces', 'people', 'groups', 'changes'] as const;

export type View = (typeof views)[number];

const waysOf = ['all', 'direct', 'group'] as const;

/** `guests` are external collaborators, too. */
const accountsOf = ['all', 'disabled', 'guests'] as const;

/** `others` are those that are not personal, `classes` those that are open to a class of people. */
const spacesOf = ['all', 'anonymous', 'classes', 'others', 'personal', 'shared'] as const;

/** What the page shows at first. */
export const initial: ViewState = {
  view: 'spaces',
  search: '',
  permission: '',
  ways: 'all',
  accounts: 'all',
  spaces: 'all',
  sort: '',
  descending: false,
};

/** What the rows of a table are about. */
export type Subject = 'space' | 'person' | 'group';

/** What a view's rows are about; undefined for changes, which are of all kinds. */
export function subjectOf(view: View): Subject | undefined {
  const subjects = { spaces: 'space', people: 'person', groups: 'group', changes: undefined } as const;
  return subjects[view];
}

/** @param hash as in `location.hash`; what it does not say, or says wrong, is as at first */
export function stateOf(hash: string): ViewState {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const oneOf = <Value extends string>(name: string, values: readonly [Value, ...Value[]]) =>
    values.find((value) => value === given.get(name)) ?? values[0];
  return {
    view: oneOf('view', views),
    search: given.get('search') ?? '',
    permission: given.get('permission') ?? '',
    ways: oneOf('ways', waysOf),
    accounts: oneOf('accounts', accountsOf),
    spaces: oneOf('spaces', spacesOf),
    sort: given.get('sort') ?? '',
    descending: given.has('descending'),
  };
}

/** The other way round: the view, and what is not as at first. */
export function hashOf(state: ViewState): string {
  const { view, ...rest } = state;
  const told = new URLSearchParams({ view });
  for (const [name, value] of Object.entries(rest)) {
    if (value !== initial[name as keyof ViewState]) told.set(name, String(value));
  }
  return `#${told}`;
}
