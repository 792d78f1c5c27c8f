// Says what is missing where no Node is brought: npm knows none for musl, or for other processors. Old ones run this.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Node.js ${process.versions.node} is too old, and npm has none for this machine. Install 22.19 or later; on Alpine: apk add nodejs-current\n`,
  );
  process.exitCode = 1;
}
