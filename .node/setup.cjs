// What each npm script starts with: installs the packages if they are not there, and reports a Node.js that is too old. npm
// scripts use the Node.js from the lockfile, but npm has none for musl and some processors. In words that old versions
// of Node.js read.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { packages } = require('../package-lock.json');

const modules = join(__dirname, '..', 'node_modules');
const options = { cwd: join(__dirname, '..'), shell: process.platform === 'win32' };

if (spawnSync('npm', ['ls'], { ...options, stdio: 'ignore' }).status === 0) {
  checkNode();
} else {
  install();
}

/** Takes a minute or so, and shows how far it is. */
function install() {
  const top = /^node_modules\/(@[^/]+\/)?[^/]+$/;
  const wanted = Object.keys(packages).filter((path) => top.test(path) && !packages[path].optional).length;
  process.stderr.write(`Installing about ${wanted} packages, 1.1 GB, once. It takes a minute or so.\n`);
  const begun = Date.now();
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    process.stderr.write(
      `  ${Math.min(installed(), wanted)} of about ${wanted} packages after ${seconds} s\n`,
    );
  }, 5000);
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', ['ci', ...flags], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  npm.on('close', (code) => {
    clearInterval(progress);
    if (code === 0) checkNode();
    else process.exitCode = 1;
  });
}

/** How many packages are there, but those within others. */
function installed() {
  const names = namesIn(modules).flatMap((name) =>
    name[0] === '@' ? namesIn(join(modules, name)).map((below) => join(name, below)) : [name],
  );
  return names.filter((name) => existsSync(join(modules, name, 'package.json'))).length;
}

/** What is in a folder; nothing if npm is about to remove it. */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** With the Node.js that npm scripts run with, which may just have been installed. */
function checkNode() {
  const { status } = spawnSync('node', [require.resolve('./check.cjs')], { ...options, stdio: 'inherit' });
  process.exitCode = status === 0 ? 0 : 1;
}
