// Stores the dump in the backups bucket under the moment it was taken, with its checksum and its counts of documents.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from './s3.mjs';

const { BACKUP_BUCKET, BACKUP_PREFIX, DATABASE, WORK_DIR } = process.env;
const file = join(WORK_DIR, 'dump.archive.gz');
const documents = readFileSync(join(WORK_DIR, 'documents'), 'utf8').trim().split('\n').join(' ');
const taken = statSync(file).mtime.toISOString();
const key = `${BACKUP_PREFIX}${taken.replaceAll(':', '-').replace('.', '-')}.archive.gz`;
const { sha256, bytes } = await putFile(BACKUP_BUCKET, key, file, { taken, database: DATABASE, documents });
console.log(
  JSON.stringify({
    level: 'info',
    msg: 'backup stored',
    bucket: BACKUP_BUCKET,
    key,
    sha256,
    bytes,
    documents,
  }),
);
