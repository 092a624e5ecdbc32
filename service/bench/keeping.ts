import { MONGODB, MongoServer } from '../../test/service/store/mongo-server.ts';
import type { Size } from '../game/index.ts';
import { CommandLine } from './command-line.ts';
import { Archive, type Kept } from './keeping/archive.ts';
import { playPeople } from './keeping/played-match.ts';

/**
 * What finished matches and signed-in players cost MongoDB, counted at the driver: prints a JSON object for each size
 * of room, of a match in which everybody has an account. With `--seconds` it also says how many matches a second the
 * server takes; that is a figure only where `MONGODB_URI` names a real one, on a machine of its own.
 */

const ROOMS: readonly { readonly size: Size; readonly players: number }[] = [
  { size: 'small', players: 8 },
  { size: 'huge', players: 200 },
];

const commandLine = new CommandLine('npm run bench:keeping -- [--seconds N] [--at-once N]', {
  seconds: '0',
  'at-once': '8',
});
const { values } = commandLine;

const seconds = Number(values.seconds);
if (!(seconds >= 0 && seconds <= 600))
  commandLine.refuse(`--seconds: found ${values.seconds}, expected 0 to 600`);
const atOnce = Number(values['at-once']);
if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 20)
  commandLine.refuse(
    `--at-once: found ${values['at-once']}, expected 1 to 20, as many as a process has connections`,
  );
if (MONGODB === undefined)
  commandLine.refuse(
    'neither mongod nor secantusd-py is on PATH: run .ci/install, or name a MongoDB by MONGODB_URI',
  );

const server = await MongoServer.start();
try {
  const archive = await Archive.open(server.uri);
  for (const room of ROOMS) console.log(JSON.stringify(await count(archive, room)));
  if (seconds > 0) console.log(JSON.stringify(await load(archive)));
  await archive.close();
} finally {
  await server.stop();
}
process.exit(0);

/** What one match asks for, from the first seat to the last departure, and what it leaves. */
async function count(archive: Archive, { size, players: people }: (typeof ROOMS)[number]): Promise<object> {
  const played = playPeople(size, people);
  const { persons, log } = played;
  archive.asked();
  const players = await signUp(archive, people);
  const signUps = archive.asked(people);
  const before = await archive.left();
  const match = archive.finish(played);
  await archive.sit(match, persons, players);
  const sitting = archive.asked();
  await archive.keep(match);
  const keeping = archive.asked();
  await archive.leave(match, persons, players);
  const leaving = archive.asked();
  const after = await archive.left();
  return {
    players: people,
    logBytes: log.reduce((sum, { bytes }) => sum + bytes.length, 0),
    signUpEach: signUps,
    sitting,
    keeping,
    leaving,
    left: {
      going: difference(after.going, before.going),
      staying: difference(after.staying, before.staying),
    },
  };
}

/** As many matches of eight as the server takes. */
async function load(archive: Archive): Promise<object> {
  const played = playPeople('small', 8);
  const { persons } = played;
  const took: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const lane = async (): Promise<void> => {
    const players = await signUp(archive, persons.length);
    while (performance.now() < end) {
      const match = archive.finish(played);
      await archive.sit(match, persons, players);
      const finishedAt = performance.now();
      await archive.keep(match);
      took.push(performance.now() - finishedAt);
      await archive.leave(match, persons, players);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const lasted = (performance.now() - begin) / 1000;
  took.sort((a, b) => a - b);
  const at = (part: number): number => Math.round(took[Math.floor(took.length * part)] ?? 0);
  return {
    players: persons.length,
    matches: took.length,
    matchesPerSecond: Number((took.length / lasted).toFixed(2)),
    keepingMs: { p50: at(0.5), p99: at(0.99) },
  };
}

function signUp(archive: Archive, people: number) {
  return Promise.all(Array.from({ length: people }, (_, index) => archive.signUp(`Player ${index + 1}`)));
}

function difference(after: Kept, before: Kept): Kept {
  return {
    documents: after.documents - before.documents,
    documentBytes: after.documentBytes - before.documentBytes,
    indexBytes: after.indexBytes - before.indexBytes,
  };
}
