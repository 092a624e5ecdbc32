// Stores the dump in the backups bucket under the moment it was taken, with its checksum.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { putFile } from './s3.mjs';

const { BACKUP_BUCKET, BACKUP_PREFIX, DATABASE, WORK_DIR } = process.env;
const file = join(WORK_DIR, 'dump.archive.gz');
const taken = statSync(file).mtime.toISOString();
const key = `${BACKUP_PREFIX}${taken.replace(/[:.]/g, '-')}.archive.gz`;
const { sha256, bytes } = await putFile(BACKUP_BUCKET, key, file, { taken, database: DATABASE });
console.log(
  JSON.stringify({ level: 'info', msg: 'backup stored', bucket: BACKUP_BUCKET, key, sha256, bytes, taken }),
);
