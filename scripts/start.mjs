// `npm start`: synthesizes both halves, builds the game and serves it. Plain JavaScript, so that an old Node can read
// far enough to be told that it is too old.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const LEAST_NODE = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
  console.error(
    `Node ${process.versions.node} is too old: install Node ${LEAST_NODE.join('.')} or newer, best 24.`,
  );
  process.exit(1);
}
if (!existsSync('node_modules')) {
  console.error('Dependencies are missing: run `npm ci` first.');
  process.exit(1);
}

/** Runs Node or npm to its end; ends this process with its status if it failed. */
function run(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('exit', (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}

await Promise.all([
  run(process.execPath, ['-r', '@swc-node/register', 'scripts/synth.ts']),
  run('npm', ['run', '--silent', 'build']),
]);

const server = spawn(process.execPath, ['service/dist/server/main.js'], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { LOG_LEVEL: 'warn', ...process.env },
});
server.once('message', () => {
  console.log(`Game        http://localhost:${process.env.PORT ?? '3000'} (Ctrl-C ends it)`);
});
// A terminal sends Ctrl-C to both processes; this one waits for the server to leave cleanly.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => signal === 'SIGTERM' && server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 0 : 1)));
