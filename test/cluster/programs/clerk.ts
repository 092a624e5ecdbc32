import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import { parseMatchId } from '../../../service/src/store/ids.ts';
import { openMongoStore } from '../../../service/src/store/mongo/mongo-store.ts';

/** Run in a pod of the app, with its rights: `clerk rooms CODE...` or `clerk matches ID...`; prints JSON. */
const [what, ...names] = process.argv.slice(2);

const secret = (key: string) => readFileSync(join(process.env.SECRETS_DIR ?? '', key), 'utf8').trim();

/** The records of rooms, as they stand in Redis. */
async function rooms(): Promise<unknown> {
  const log = new RedisRoomLog(secret('REDIS_URL'), 0);
  while (!log.isReachable) await wait(10);
  return Promise.all(names.map((code) => log.find(code)));
}

/** The matches that are kept, with their ticks in base64; `null` for one that is not. */
async function matches(): Promise<unknown> {
  const store = openMongoStore(secret('MONGODB_URI'));
  const found = await Promise.all(names.map((id) => store.match(parseMatchId(id))));
  return found.map(
    (match) =>
      match && {
        ending: match.ending,
        hash: match.hash,
        ticks: match.ticks.map((bytes) => Buffer.from(bytes).toString('base64')),
      },
  );
}

const text = JSON.stringify(await (what === 'rooms' ? rooms() : matches()));
process.stdout.write(text, () => process.exit(0));
