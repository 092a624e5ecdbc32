// Preloaded: tells on descriptor 3 what CPU time the process took, which a busy machine does not change.
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, String((user + system) / 1e6));
});
