import { expect, test } from '@jest/globals';
import { errorLines, problemsIn } from '../../support/configs.ts';
import type { Mistake } from './mistake.ts';

/** Parts of the secrets in the tables' files. */
const secret = /canary|hunter2|jo:pass/i;

/** Tests that each file has the problems that its table names, and no others, and that no secret of it is told. */
export function testMistakes(mistakes: readonly Mistake[]): void {
  test.each(mistakes.map(([kind, yaml, problems]) => ({ kind, yaml, problems })))(
    '$kind',
    ({ yaml, problems }) => {
      expect(problemsIn(yaml)).toEqual(problems);
      expect(errorLines(yaml).filter((line) => secret.test(line))).toEqual([]);
    },
  );
}

/** All that is said of these mistakes, a line for each problem. */
export function saidOf(mistakes: readonly Mistake[]): string {
  return mistakes.flatMap(([, yaml]) => errorLines(yaml)).join('\n');
}
