/** What the page shows. The address bar keeps it, so that a bookmark opens the same view. */
export interface ViewState {
  readonly view: View;
  readonly search: string;
  /** The name of the only permission to look at; empty for all. */
  readonly permission: string;
  readonly ways: 'all' | 'direct' | 'group';
  /** Whether to look at disabled accounts only. */
  readonly disabled: boolean;
  /** Whether to look at personal spaces only. */
  readonly personal: boolean;
  /** Key of the column to sort by; empty for the view's own order. */
  readonly sort: string;
  readonly descending: boolean;
}

export const views = ['spaces', 'people', 'disabled', 'shared'] as const;

/** `disabled` shows people, `shared` shows spaces. */
export type View = (typeof views)[number];

/** What the page shows at first. */
export const initial: ViewState = {
  view: 'spaces',
  search: '',
  permission: '',
  ways: 'all',
  disabled: false,
  personal: false,
  sort: '',
  descending: false,
};

/** What a view's rows are about. */
export function subjectOf(view: View): 'space' | 'person' {
  return view === 'people' || view === 'disabled' ? 'person' : 'space';
}

/** @param hash as in `location.hash`; what it does not say, or says wrong, is as at first */
export function stateOf(hash: string): ViewState {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const oneOf = <Value extends string>(name: string, values: readonly Value[]) =>
    values.find((value) => value === given.get(name)) ?? values[0];
  return {
    view: oneOf('view', views) ?? initial.view,
    search: given.get('search') ?? '',
    permission: given.get('permission') ?? '',
    ways: oneOf('ways', ['all', 'direct', 'group']) ?? initial.ways,
    disabled: given.has('disabled'),
    personal: given.has('personal'),
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
