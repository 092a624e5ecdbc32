// `npm run dev`: rebuilds server and browser client when a source changes, and restarts the server after each build.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const SERVER = 'service/dist/server/main.js';
const children = [];

function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  children.push(child);
  child.on('exit', (code) => end(code ?? 0));
}

function end(code) {
  for (const child of children) child.kill('SIGTERM');
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));

for (const part of ['server', 'web'])
  run('npx', ['vite', 'build', '--watch', '-c', `vite.${part}.config.ts`], { cwd: 'service' });
while (!existsSync(SERVER)) await wait(100);
run(process.execPath, ['--watch-path=service/dist/server', SERVER]);
