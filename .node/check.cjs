// Reports a Node that is too old. npm scripts use the one from the lockfile, but npm has none for musl and some processors.
const { engines } = require('../package.json');
const least = engines.node.replace('>=', '');
const [major, minor] = process.versions.node.split('.').map(Number);
const [leastMajor, leastMinor] = least.split('.').map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  process.stderr.write(
    `Node.js ${process.versions.node} is too old, and npm has none for this machine. Install ${least} or later; on Alpine: apk add nodejs-current\n`,
  );
  process.exitCode = 1;
}
