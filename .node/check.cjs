// Reports a Node that is too old. npm scripts use the one from the lockfile, but npm has none for musl and some processors.
const { leastNode } = require('../src/io/node-version.cjs');
const least = leastNode();
if (least) {
  process.stderr.write(
    `Node.js ${process.versions.node} is too old, and npm has none for this machine. Install ${least} or later; on Alpine: apk add nodejs-current\n`,
  );
  process.exitCode = 1;
}
