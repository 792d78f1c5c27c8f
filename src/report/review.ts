import type { AccessReport, Group, Person, Space } from '../access/report.ts';
import { asJson } from '../text/json.ts';

// What reviewers have decided. It is kept apart from the report, by ids, so that it can be carried to a later sync.

/** What somebody has decided on one thing. */
export interface Decision {
  readonly decision: 'keep' | 'revoke';
  /** As the reviewer has written it; may be empty. */
  readonly reviewer: string;
  /** The day, as in `2026-01-02`. */
  readonly date: string;
}

/** By what is decided on: see `heldKey` and `memberKey`. */
export type Decisions = ReadonlyMap<string, Decision>;

/** What a group or a person holds in a space itself is decided on as one. */
export function heldKey(
  space: Pick<Space, 'id'>,
  holder: { readonly kind: string; readonly id: string },
): string {
  return `space:${space.id}/${holder.kind}:${holder.id}`;
}

/** That somebody is in a group. */
export function memberKey(group: Pick<Group, 'id'>, person: Pick<Person, 'id'>): string {
  return `group:${group.id}/person:${person.id}`;
}

/** What holds for access that needs several things: it goes as soon as one of them does. @param keys the first gives it */
export function decisionOn(decisions: Decisions, keys: readonly string[]): Decision | undefined {
  const found = keys.flatMap((key) => decisions.get(key) ?? []);
  return found.find(({ decision }) => decision === 'revoke') ?? decisions.get(keys[0] ?? '');
}

const format = 'confluence-access-review';

/** A review as a file, to go on with it another time. */
export function savedReview({ sync }: AccessReport, decisions: Decisions): string {
  const sorted = [...decisions].sort(([a], [b]) => (a < b ? -1 : 1));
  const { record, endedAt } = sync;
  const saved = {
    format,
    site: record?.site ?? null,
    readAt: endedAt,
    decisions: sorted.map(([on, decision]) => ({ on, ...decision })),
  };
  return `${asJson(saved, 2)}\n`;
}

/** Reads such a file: data, of which nothing is run. @throws Error with a sentence if it is none, or of another site */
export function openedReview({ sync }: AccessReport, text: string): Decisions {
  const saved = objectOf(text);
  if (saved['format'] !== format || !Array.isArray(saved['decisions'])) {
    throw new Error('This file is no saved review. Choose one that “Save the review” has written.');
  }
  const [site, ours] = [saved['site'], sync.record?.site];
  if (typeof site === 'string' && ours !== undefined && site !== ours) {
    throw new Error(`This review is of ${site}, and the report of ${ours}.`);
  }
  return new Map(
    saved['decisions'].map((each: unknown) => {
      const { on, decision, reviewer, date } = Object(each) as Readonly<Record<string, unknown>>;
      const isDecision = decision === 'keep' || decision === 'revoke';
      if (typeof on !== 'string' || !isDecision || typeof reviewer !== 'string' || !isDay(date)) {
        throw new Error('This review is damaged: a decision in it is not whole.');
      }
      return [on, { decision, reviewer, date }];
    }),
  );
}

function isDay(date: unknown): date is string {
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date);
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
