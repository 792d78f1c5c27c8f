import { describe, test } from '@jest/globals';
import { hasProgram } from './has-program.ts';

/** Something that a group of tests cannot do without. */
export interface Need {
  readonly name: string;
  readonly met: boolean;
  /** Whether CI must have it. False for what no script can bring. @default true */
  readonly required?: boolean;
}

/** A program on the PATH, as a need. */
export function program(name: string): Need {
  return { name, met: hasProgram(name) };
}

/** `describe`, where all needs are met; else one skipped test that names what is missing: on CI, a failed one. */
export function describeWith(needs: readonly Need[], title: string, body: () => void): void {
  const missing = needs.filter(({ met }) => !met);
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `${title}: needs ${missing.map(({ name }) => name).join(', ')}`;
  if (process.env['CI'] === 'true' && missing.some(({ required }) => required ?? true)) {
    test(reason, () => {
      throw new Error(`${reason}, which CI must have.`);
    });
  } else {
    test.skip(reason, () => {});
  }
}
