import base from '../../jest.config.js';

/** What needs programs beside Node: each file starts a cluster, clouds and the like of its own. @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/integration'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Clusters and engines keep the cores busy.
  maxWorkers: '100%',
  // As there, a guard: what is real takes its time.
  testTimeout: 600_000,
};
