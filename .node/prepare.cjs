// npm runs this once the packages are installed: in a checkout, which runs from its sources and needs no build, and for
// those who install from git, who get what it makes.
const { execSync } = require('node:child_process');

if (process.env.INIT_CWD !== process.cwd()) {
  execSync('npm run build && npm run bundle', { stdio: ['ignore', process.stderr, process.stderr] });
}
