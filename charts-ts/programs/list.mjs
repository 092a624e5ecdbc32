// Lists the backups, newest last, one a line.
import { listObjects } from './s3.mjs';

const { BACKUP_BUCKET, BACKUP_PREFIX } = process.env;
for (const { key, bytes } of await listObjects(BACKUP_BUCKET, BACKUP_PREFIX)) {
  console.log(`${key}\t${bytes} bytes`);
}
