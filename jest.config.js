import { availableParallelism } from 'node:os';

// No test asks the internet for newer versions of its tools.
process.env.CHECKPOINT_DISABLE = '1';
process.env.DISABLE_VERSION_CHECK = '1';

/** @type {import('jest').Config} */
export default {
  // A guard against what never ends, not a measure: these machines may be slow.
  testTimeout: 60_000,
  // Many tests wait, for a server or a deadline.
  maxWorkers: 2 * availableParallelism(),
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  // Snapshots in a test's file leave everything else in it as Biome has formatted it.
  prettierPath: null,
  coverageProvider: 'v8',
  coverageDirectory: '<rootDir>/dist/coverage',
  coverageReporters: ['text', 'text-summary', 'html'],
  // What is generated is not ours to test, and what runs in a page is tested in a browser.
  collectCoverageFrom: [
    'src/**/*.ts',
    'stacks/**/*.ts',
    '!src/providers/conductorone/**',
    '!src/runtime/proto/gen/**',
    '!src/report/browser/**',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/cdktf.out'],
  reporters: ['default', '<rootDir>/test/support/closing-line.js'],
};
