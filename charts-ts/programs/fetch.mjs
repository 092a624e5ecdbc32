// Fetches one backup, the newest where none is named, checks its checksum, and lays its counts of documents beside it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getFile, listObjects } from './s3.mjs';

const { BACKUP_BUCKET, BACKUP_PREFIX, BACKUP_KEY, WORK_DIR } = process.env;
const key = BACKUP_KEY || (await listObjects(BACKUP_BUCKET, BACKUP_PREFIX)).at(-1)?.key;
if (!key) throw new Error(`${BACKUP_BUCKET}/${BACKUP_PREFIX}: there is no backup.`);
const { documents, taken } = await getFile(BACKUP_BUCKET, key, join(WORK_DIR, 'dump.archive.gz'));
writeFileSync(join(WORK_DIR, 'documents'), `${documents.split(' ').join('\n')}\n`);
console.log(
  JSON.stringify({ level: 'info', msg: 'backup fetched', bucket: BACKUP_BUCKET, key, taken, documents }),
);
