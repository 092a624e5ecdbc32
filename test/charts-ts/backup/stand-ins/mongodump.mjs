// Stands in for mongodump where it cannot be had: the same options and log lines, an archive of its own.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { BSON, MongoClient } from 'mongodb';
import { log, readArguments } from './arguments.mjs';

const { uri, db, gzip, archive } = readArguments();
const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
try {
  const database = client.db(db);
  const collections = [];
  for (const { name } of await database.listCollections().toArray()) {
    log(`writing ${db}.${name} to archive '${archive}'`);
    const documents = await database.collection(name).find().toArray();
    collections.push({ db, name, documents });
    log(`done dumping ${db}.${name} (${documents.length} document${documents.length === 1 ? '' : 's'})`);
  }
  const bytes = BSON.serialize({ collections });
  writeFileSync(archive, gzip ? gzipSync(bytes) : bytes);
} catch (error) {
  log(`Failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
}
