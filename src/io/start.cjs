// Starts a command. CommonJS, in words that old versions of Node.js read, so that they can say that they are too old.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { leastNode } = require('./node-version.cjs');

/**
 * Runs `main` of a room: in a checkout from its sources, in an installed package from the build.
 * @param {string} name of the command
 * @param {string} room its folder below src
 * @param {(module: object) => void} [prepare] called with the room's main module before its `main`
 */
exports.start = (name, room, prepare) => {
  const least = leastNode();
  if (least) {
    const message = `${name} needs Node.js ${least} or later, and this is ${process.versions.node}. Install a newer one.`;
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
    return;
  }
  withoutExperimentalWarnings();
  const sources = join(__dirname, '..');
  const inCheckout = existsSync(join(sources, room, 'main.ts'));
  const load = (module) => {
    const file = inCheckout
      ? join(sources, `${module}.ts`)
      : join(sources, '..', 'dist', 'src', `${module}.js`);
    return import(pathToFileURL(file).href);
  };
  run(load, room, prepare);
};

async function run(load, room, prepare) {
  const main = await load(`${room}/main`);
  const { processIo } = await load('io/process');
  if (prepare) prepare(main);
  process.exitCode = await main.main(process.argv, processIo);
}

/** As --disable-warning=ExperimentalWarning does, for SQLite, but without arguments: the env of BusyBox takes none. */
function withoutExperimentalWarnings() {
  const { emitWarning } = process;
  process.emitWarning = (warning, type, ...rest) => {
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, type, ...rest);
  };
}
