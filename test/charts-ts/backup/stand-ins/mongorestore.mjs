// Stands in for mongorestore where it cannot be had: reads the archives of the other stand-in.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BSON, MongoClient } from 'mongodb';
import { log, readArguments } from './arguments.mjs';

const options = readArguments();
const { uri, host, username, password, authenticationDatabase, gzip, archive, nsInclude, drop } = options;
const address = host?.replace(/^rs0\//, '');
const client = new MongoClient(
  uri ??
    `mongodb://${username}:${encodeURIComponent(password)}@${address}/?authSource=${authenticationDatabase}&directConnection=true`,
  { serverSelectionTimeoutMS: 5000 },
);
try {
  const bytes = readFileSync(archive);
  const { collections } = BSON.deserialize(gzip ? gunzipSync(bytes) : bytes);
  for (const { db, name, documents } of collections) {
    if (nsInclude !== `${db}.*`) continue;
    const database = client.db(db);
    const collection = database.collection(name);
    if (drop) await collection.drop().catch(() => undefined);
    if (documents.length > 0) await collection.insertMany(documents);
    // As mongorestore does: what was there without documents is there again.
    else if (!(await database.listCollections({ name }).hasNext())) await database.createCollection(name);
    log(`finished restoring ${db}.${name} (${documents.length} documents, 0 failures)`);
  }
} catch (error) {
  log(`Failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
}
