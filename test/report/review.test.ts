import { expect, test } from '@jest/globals';
import {
  type Decision,
  type Decisions,
  decisionOn,
  heldKey,
  memberKey,
  openedReview,
  savedReview,
} from '../../src/report/review.ts';
import { reportOf } from '../access/reading.ts';
import { written } from '../access/written.ts';

const report = await reportOf(await written({ people: {}, groups: {}, spaces: {} }));
const keep = { decision: 'keep', reviewer: 'Eve', date: '2026-02-03' } as const;
const revoke = { ...keep, decision: 'revoke' } as const;

test('a review is opened as it was saved', () => {
  const decisions: Decisions = new Map<string, Decision>([
    [memberKey({ id: 'staff' }, { id: '557058:ada' }), revoke],
    [heldKey({ id: '1' }, { kind: 'group', id: 'staff' }), keep],
  ]);
  const saved = savedReview(report, decisions);
  expect(JSON.parse(saved)).toMatchObject({ site: 'acme.atlassian.net', readAt: report.sync.endedAt });
  expect(new Map(openedReview(report, saved))).toEqual(new Map(decisions));
});

test.each([
  [
    'what is no JSON',
    'hello',
    'This file is no saved review. Choose one that “Save the review” has written.',
  ],
  ['null', 'null', 'This file is no saved review. Choose one that “Save the review” has written.'],
  ['other JSON', '{"format":"x","decisions":[]}', /^This file is no saved review/],
  [
    'that of another site',
    '{"format":"confluence-access-review","site":"other.example","decisions":[]}',
    'This review is of other.example, and the report of acme.atlassian.net.',
  ],
  [
    'a decision that is none',
    '{"format":"confluence-access-review","decisions":[null]}',
    /^This review is damaged/,
  ],
  [
    'a day that is none',
    `{"format":"confluence-access-review","decisions":[${JSON.stringify({ ...keep, on: 'a', date: 'x' })}]}`,
    /^This review is damaged/,
  ],
])('%s is not opened, and says why', (_, text, message) => {
  expect(() => openedReview(report, text)).toThrow(message);
});

test('access goes as soon as one of the things that give it does, and stays if the first is kept', () => {
  const decisions: Decisions = new Map<string, Decision>([
    ['held', keep],
    ['member', revoke],
    ['other', keep],
  ]);
  expect(decisionOn(decisions, ['held', 'member'])).toBe(revoke);
  expect(decisionOn(decisions, ['held', 'nothing'])).toBe(keep);
  expect(decisionOn(decisions, ['nothing', 'other'])).toBeUndefined();
});
