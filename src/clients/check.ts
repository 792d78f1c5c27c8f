/** What became of a check. `waiting` may still become `ok` by itself; `skipped` says nothing either way. */
export type CheckState = 'ok' | 'waiting' | 'failed' | 'skipped';

/** One thing that was looked at. */
export interface Check<Name extends string = string> {
  /** What kind of thing, in a word or two, e.g. `rollout`. */
  readonly name: Name;
  readonly state: CheckState;
  /** What was seen, on one line. */
  readonly message: string;
  /** What to do about it, where there is something. */
  readonly remedy?: string;
  /** What was seen, for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Looking again is no use: somebody must do something first. */
  readonly lasting?: boolean;
}

/** What keeps a check from being made: its message says what, its remedy what to do. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
  readonly remedy: string;
  /** It will not go away by itself. */
  readonly lasting: boolean;

  constructor(message: string, remedy: string, { lasting = false } = {}) {
    super(message);
    this.remedy = remedy;
    this.lasting = lasting;
  }
}

/** An obstacle as the failed check that it is; any other error is thrown again. */
export function obstacle<Name extends string>(name: Name, error: unknown): Check<Name> {
  if (!(error instanceof Obstacle)) throw error;
  const { message, remedy, lasting } = error;
  return { name, state: 'failed', message, remedy, ...(lasting && { lasting }) };
}

/** What a look comes to: an obstacle is a failed check. */
export async function checked<Name extends string>(
  name: Name,
  look: () => Promise<Check<Name>>,
): Promise<Check<Name>> {
  try {
    return await look();
  } catch (error) {
    return obstacle(name, error);
  }
}
