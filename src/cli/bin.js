#!/usr/bin/env node
// As --disable-warning=ExperimentalWarning does, for SQLite, but without arguments: the env of BusyBox takes none.
const { emitWarning } = process;
process.emitWarning = (warning, type, ...rest) => {
  if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, type, ...rest);
};

// In a checkout the command runs from its sources, in an installed package from the build.
const built = import.meta.dirname.split(/[\\/]/).includes('node_modules');
const { main } = await import(built ? '../../dist/cli/main.js' : './main.ts');
const { processIo } = await import(built ? '../../dist/io/process.js' : '../io/process.ts');
process.exitCode = await main(process.argv, processIo);
