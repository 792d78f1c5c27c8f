// In the words of old versions of Node.js, which this is for.
const { engines } = require('../../package.json');

/** The least version of Node.js that this package needs, if this one is older. @returns {string | undefined} */
exports.leastNode = () => {
  const least = engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = least.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor) ? least : undefined;
};
