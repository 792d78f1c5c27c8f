#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// In a checkout the command runs from its sources, in an installed package from the build.
const built = import.meta.dirname.split(/[\\/]/).includes('node_modules');
const { main } = await import(built ? '../../dist/cli/main.js' : './main.ts');
process.exitCode = await main(process.argv);
