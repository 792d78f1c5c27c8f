// No test asks the internet for newer versions of its tools.
process.env.CHECKPOINT_DISABLE = '1';
process.env.DISABLE_VERSION_CHECK = '1';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/environment.js',
  // A guard against what never ends, not a measure: these machines may be slow.
  testTimeout: 60_000,
  // Tests mostly wait for processes that they start, so there is a worker for each core.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdktf.out'],
  reporters: ['default', '<rootDir>/test/support/closing-line.js'],
};
