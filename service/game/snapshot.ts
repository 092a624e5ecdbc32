import { ByteReader, ByteWriter, MalformedBytes } from '../src/protocol/bytes.ts';
import { type Heading, SIZES, type Size, STILL } from './grid.ts';
import { fnv1a } from './random.ts';
import { type Credit, type Ending, type Header, type Player, playerOf, type State } from './state.ts';

const SIZE_NAMES = Object.keys(SIZES) as Size[];
const ENDINGS: readonly (Ending | null)[] = [null, 'time', 'abandoned'];
const MOST_CODE_BYTES = 64;
const MOST_PLAYERS = 1000;

/** The whole state as bytes: equal states give equal bytes. */
export function serialize(state: State): Uint8Array {
  const out = new ByteWriter();
  writeHeader(out, state.header);
  out.varint(state.tick).uint32(state.chance).varint(state.next).varint(state.lonely);
  out.byte(ENDINGS.indexOf(state.ending)).varint(state.players.length);
  for (const player of state.players) writePlayer(out, player);
  writeLand(out, state.land);
  return out.finish();
}

/** The state that `serialize` wrote. @throws MalformedBytes if the bytes are anything else */
export function parse(bytes: Uint8Array): State {
  const from = new ByteReader(bytes);
  const header = readHeader(from);
  const { width, height } = SIZES[header.size];
  const tick = from.varint();
  const chance = from.uint32();
  const next = from.varint();
  const lonely = from.varint();
  const ending = ENDINGS[from.byte()];
  if (ending === undefined) throw new MalformedBytes('ending is none of the known');
  const players = readPlayers(from, width * height);
  const land = readLand(from, width * height);
  from.end();
  const state = { header, width, height, tick, chance, land, players, next, lonely, ending };
  for (const owner of land) {
    if (owner <= 0) continue;
    const player = playerOf(state, owner);
    if (player === undefined) throw new MalformedBytes(`land of ${owner}, who is not in the match`);
    player.cells += 1;
  }
  return state;
}

/**
 * Version of the rules that wrote a state: all versions begin it alike, so that it can be told before they are known.
 * @throws MalformedBytes
 */
export function rulesOf(bytes: Uint8Array): number {
  const from = new ByteReader(bytes);
  from.text(MOST_CODE_BYTES);
  from.byte();
  from.varint();
  return from.varint();
}

/** 32 bits that are equal for equal states. */
export function hashOf(state: State): number {
  return fnv1a(serialize(state));
}

/** `rulesOf` reads what this writes, whatever the version: the order never changes. */
function writeHeader(out: ByteWriter, header: Header): void {
  out.text(header.code).byte(SIZE_NAMES.indexOf(header.size));
  out.varint(header.bots).varint(header.rules).varint(header.countdown);
}

function readHeader(from: ByteReader): Header {
  const code = from.text(MOST_CODE_BYTES);
  const size = SIZE_NAMES[from.byte()];
  if (size === undefined) throw new MalformedBytes('size is none of the known');
  return { code, size, bots: from.varint(), rules: from.varint(), countdown: from.varint() };
}

function writePlayer(out: ByteWriter, player: Player): void {
  out
    .varint(player.who)
    .byte(player.bot ? 1 : 0)
    .optional(player.at);
  out.byte(player.heading).byte(player.moved).varint(player.trail.length);
  for (const cell of player.trail) out.varint(cell);
  out.varint(player.kills).varint(player.credits.length);
  for (const credit of player.credits) out.varint(credit.victim).varint(credit.tick);
  out.varint(player.seq).optional(player.spawnAt).optional(player.fell).optional(player.lostAt);
  out.varint(player.plan.length);
  for (const heading of player.plan) out.byte(heading);
}

/** Players stand by their incarnation. Lists are read as `copyState` makes them, for the same reason. */
function readPlayers(from: ByteReader, area: number): Player[] {
  const players: Player[] = [];
  for (let left = from.varint(MOST_PLAYERS); left > 0; left -= 1) {
    const player = readPlayer(from, area);
    if (players.length > 0 && player.who <= players[players.length - 1]!.who)
      throw new MalformedBytes(`player ${player.who} is not in the order of incarnations`);
    players.push(player);
  }
  return players;
}

function readPlayer(from: ByteReader, area: number): Player {
  return {
    who: from.varint(),
    bot: from.byte() === 1,
    at: from.optional(area - 1),
    heading: readHeading(from),
    moved: readHeading(from),
    trail: readNumbers(from, area, () => from.varint(area - 1)),
    cells: 0,
    kills: from.varint(),
    credits: readCredits(from, area),
    seq: from.varint(),
    spawnAt: from.optional(),
    fell: from.optional(area - 1),
    lostAt: from.optional(),
    plan: readNumbers(from, area, () => readHeading(from)),
  };
}

function readCredits(from: ByteReader, area: number): Credit[] {
  const credits: Credit[] = [];
  for (let left = from.varint(area); left > 0; left -= 1)
    credits.push({ victim: from.varint(), tick: from.varint() });
  return credits;
}

/** As many as a number before them says. Not for objects: an array made here would be of the kind that holds both. */
function readNumbers<N extends number>(from: ByteReader, most: number, read: () => N): N[] {
  const numbers: N[] = [];
  for (let left = from.varint(most); left > 0; left -= 1) numbers.push(read());
  return numbers;
}

function readHeading(from: ByteReader): Heading {
  const heading = from.byte();
  if (heading > STILL) throw new MalformedBytes(`heading ${heading}, at most ${STILL}`);
  return heading as Heading;
}

/** Land as runs, row by row: owner + 1, then the run's length. */
function writeLand(out: ByteWriter, land: Int16Array): void {
  for (const [owner, run] of runsOf(land)) out.varint(owner + 1).varint(run);
}

function readLand(from: ByteReader, area: number): Int16Array {
  const land = new Int16Array(area);
  for (let at = 0; at < area; ) {
    const owner = from.varint(0x8000) - 1;
    const run = from.varint(area - at);
    if (run === 0) throw new MalformedBytes('an empty run of land');
    land.fill(owner, at, at + run);
    at += run;
  }
  return land;
}

/** Land as [owner, run] pairs, row by row. */
export function runsOf(land: Int16Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let at = 0; at < land.length; ) {
    const owner = land[at]!;
    let end = at + 1;
    while (end < land.length && land[end] === owner) end += 1;
    runs.push([owner, end - at]);
    at = end;
  }
  return runs;
}
