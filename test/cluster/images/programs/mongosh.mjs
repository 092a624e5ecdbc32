// Stands in for mongosh where it cannot be had: runs a script in which every call to the server waits for its answer, as
// it does there. The calls are made by a second thread (mongosh-calls.mjs) while this one sleeps.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

const words = process.argv.slice(2).filter((word) => !['--quiet', '--norc'].includes(word));
const optionOf = (name) => (words.includes(`--${name}`) ? words[words.indexOf(`--${name}`) + 1] : undefined);

const { port1, port2 } = new MessageChannel();
const signal = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./mongosh-calls.mjs', import.meta.url), {
  workerData: { port: port2, signal, host: optionOf('host') ?? '127.0.0.1' },
  transferList: [port2],
});
worker.unref();

function call(what) {
  Atomics.store(signal, 0, 0);
  port1.postMessage(what);
  Atomics.wait(signal, 0, 0);
  const { error, reply } = receiveMessageOnPort(port1).message;
  if (error) throw new Error(error);
  return reply;
}

const database = (name) => ({
  getSiblingDB: database,
  runCommand: (command) => call({ database: name, command }),
  hello: () => call({ database: name, command: { hello: 1 } }),
  auth: (user, password) => call({ database: name, user, password }),
});

try {
  runInNewContext(optionOf('eval') ?? readFileSync(optionOf('file'), 'utf8'), {
    db: database('test'),
    require: createRequire(import.meta.url),
    print: (text) => writeSync(1, `${text}\n`),
    sleep: (milliseconds) =>
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds)),
    quit: (status = 0) => process.exit(status),
  });
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
