// Makes the calls of mongosh.mjs, one at a time.
import { workerData } from 'node:worker_threads';
import { MongoClient } from 'mongodb';

const { port, signal, host } = workerData;
const connect = (auth) =>
  new MongoClient(`mongodb://${host}:27017/?directConnection=true`, {
    serverSelectionTimeoutMS: 5000,
    ...auth,
  });
let client = connect({});

async function answer({ database, command, user, password }) {
  if (!user) return client.db(database).command(command);
  const next = connect({ auth: { username: user, password }, authSource: database });
  try {
    await next.db(database).command({ connectionStatus: 1 });
  } catch (error) {
    await next.close();
    throw error;
  }
  await client.close();
  client = next;
  return { ok: 1 };
}

port.on('message', async (what) => {
  try {
    port.postMessage({ reply: JSON.parse(JSON.stringify(await answer(what))) });
  } catch (error) {
    port.postMessage({ error: error.message });
  }
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
