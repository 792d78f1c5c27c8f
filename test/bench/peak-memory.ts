// For `node --import`: says on the way out how much memory the process held at most, in MiB.
process.on('exit', () => {
  process.stderr.write(`peak-memory ${Math.round(process.resourceUsage().maxRSS / 1024)}\n`);
});
