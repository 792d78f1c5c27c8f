import { expect, test } from '@jest/globals';
import { toolChecks } from '../../src/doctor/tools.ts';
import { describeWith, program } from '../support/programs.ts';

describeWith([program('terraform'), program('kubectl')], 'the real ones', () => {
  test('tell their versions', async () => {
    const checks = await toolChecks(process.env, { kubectl: true });
    for (const { message } of checks) expect(message).toMatch(/^\w+ \d+[.]\d+[.]\d+/);
    expect(checks.find(({ name }) => name === 'node')?.state).toBe('ok');
  });
});
