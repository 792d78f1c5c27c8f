import { stripTypeScriptTypes } from 'node:module';

// Node warns once per process that the function is experimental; the product runs through the same code.
process.removeAllListeners('warning');

/** jest transform: erases types exactly as Node itself does when it runs the sources. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
