import { describe, expect, test } from '@jest/globals';
import {
  ConfigError,
  configError,
  firstLines,
  type Problem,
  pathText,
  problemLines,
  withPositions,
} from '../../../src/config/loading/problem.ts';

const problem = (path: Problem['path'], message: string): Problem => ({
  code: 'invalid-value',
  path,
  message,
});

test.each([
  [[], ''],
  [['connectors'], 'connectors'],
  [['connectors', 0, 'app', 'create', 'displayName'], 'connectors[0].app.create.displayName'],
  [['connectors', 12, 'hosting', 'labels', 'a.b/c'], 'connectors[12].hosting.labels["a.b/c"]'],
  [['my key'], '["my key"]'],
])('the path %j is written %j', (path, text) => {
  expect(pathText(path)).toBe(text);
});

test('lines follow the file; those of one place keep their order', () => {
  const positions: Readonly<Record<string, { line: number; column: number }>> = {
    a: { line: 10, column: 1 },
    b: { line: 2, column: 30 },
    c: { line: 2, column: 4 },
  };
  const problems = [
    problem(['a'], 'first.'),
    problem(['b'], 'second.'),
    problem(['c'], 'third.'),
    problem(['c'], 'fourth.'),
    problem([], 'fifth.'),
  ];
  const inOrder = withPositions(problems, (path) => positions[String(path[0])]);
  expect(inOrder.map(({ position }) => position?.line)).toEqual([undefined, 2, 2, 2, 10]);
  expect(problemLines(inOrder, 'f.yaml')).toEqual([
    'f.yaml: fifth.',
    'f.yaml:2:4: c: third.',
    'f.yaml:2:4: c: fourth.',
    'f.yaml:2:30: b: second.',
    'f.yaml:10:1: a: first.',
  ]);
});

test('an error has a line per problem, and the problems', () => {
  const problems = [problem(['a'], 'wrong.'), problem([], 'no more.')];
  const error = configError(problems, 'x');
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.name).toBe('ConfigError');
  expect(error.message).toBe('x: a: wrong.\nx: no more.');
  expect(error.problems).toEqual(problems);
});

describe('of many lines', () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

  test.each([0, 1, 49, 50])('all %d are told', (count) => {
    expect(firstLines(numbered(count), 'note')).toEqual(numbered(count));
  });

  test.each([
    [51, '… and 1 more note.'],
    [52, '… and 2 more notes.'],
    [100_000, '… and 99,950 more notes.'],
  ])('of %d the first are told, and the others counted', (count, last) => {
    expect(firstLines(numbered(count), 'note')).toEqual([...numbered(50), last]);
  });

  test('an error has the first, and the number of all', () => {
    const problems = numbered(51).map((message) => problem([], message));
    const error = new ConfigError(numbered(51), problems);
    expect(error.message.split('\n')).toEqual([...numbered(50), '… and 1 more problem.']);
    expect({ count: error.count, problems: error.problems }).toEqual({ count: 51, problems });
  });
});
