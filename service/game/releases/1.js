// service/game/grid.ts
/** By the room's size: width and height in cells, the most people, and to how many players bots usually fill it. */
var SIZES = {
	duel: {
		width: 40,
		height: 40,
		seats: 2,
		fill: 2
	},
	small: {
		width: 64,
		height: 64,
		seats: 16,
		fill: 8
	},
	large: {
		width: 96,
		height: 96,
		seats: 64,
		fill: 24
	},
	huge: {
		width: 256,
		height: 256,
		seats: 200,
		fill: 80
	}
};
/** The direction from which one comes going `direction`. */
function opposite(direction) {
	return (direction + 2) % 4;
}
/** Index of the neighbour of a cell, or `NOWHERE` beyond the edge. */
function neighbour(grid, cell, direction) {
	const { width, height } = grid;
	const x = cell % width;
	switch (direction) {
		case 0: return cell >= width ? cell - width : -1;
		case 1: return x < width - 1 ? cell + 1 : -1;
		case 2: return cell < width * (height - 1) ? cell + width : -1;
		case 3: return x > 0 ? cell - 1 : -1;
	}
}
/** Steps between two cells along the axes. */
function manhattan(grid, a, b) {
	const { width } = grid;
	return Math.abs(a % width - b % width) + Math.abs(Math.floor(a / width) - Math.floor(b / width));
}
// service/game/map.ts
/** Cells of board for each piece of wall. */
var CELLS_PER_PIECE = 150;
/** Free cells around each piece and along the edge: nothing is walled in, and a 3×3 square always fits between. */
var CLEARANCE = 3;
/** Width and height of the pieces. */
var PIECES = [
	[4, 1],
	[1, 4],
	[6, 1],
	[1, 6],
	[2, 2],
	[3, 2],
	[2, 3]
];
/** A board with its walls. Each piece costs three draws (shape, x, y), also when it finds no room. */
function generateMap(grid, chance) {
	const { width, height } = grid;
	const land = new Int16Array(width * height).fill(0);
	const pieces = Math.floor(width * height / CELLS_PER_PIECE);
	for (let piece = 0; piece < pieces; piece += 1) {
		const [w, h] = PIECES[chance.draw(PIECES.length)];
		const x = CLEARANCE + chance.draw(width - 6 - w + 1);
		const y = CLEARANCE + chance.draw(height - 6 - h + 1);
		if (isClear(land, width, x - CLEARANCE, y - CLEARANCE, w + 6, h + 6)) for (let row = y; row < y + h; row += 1) land.fill(-1, row * width + x, row * width + x + w);
	}
	return land;
}
function isClear(land, width, x, y, w, h) {
	for (let row = y; row < y + h; row += 1) for (let column = x; column < x + w; column += 1) if (land[row * width + column] !== 0) return false;
	return true;
}
// service/game/random.ts
/** FNV-1a, 32 bits, over bytes; `seed` goes on from an earlier hash. */
function fnv1a(bytes, seed = 2166136261) {
	let hash = seed;
	for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619);
	return hash >>> 0;
}
/** Seed of a play code: FNV-1a over its UTF-8, never 0 (xorshift would stay there). */
function seedOf(code) {
	return fnv1a(new TextEncoder().encode(code)) || 1;
}
/** The generator's next state, which is also its next number: xorshift32 with shifts 13, 17, 5. */
function xorshift32(state) {
	let x = state;
	x ^= x << 13;
	x ^= x >>> 17;
	x ^= x << 5;
	return x >>> 0;
}
/** A source of chance that carries its state, so that a game's state can hold it as one number. */
var Chance = class {
	#state;
	constructor(state) {
		this.#state = state;
	}
	get state() {
		return this.#state;
	}
	/** A whole number from 0 to `n` − 1. */
	draw(n) {
		this.#state = xorshift32(this.#state);
		return this.#state % n;
	}
};
// service/game/timing.ts
/** Length of a match. */
var MATCH_TICKS = 1200;
// service/game/state.ts
/** A player who has joined and waits for a place on the board. */
function newcomer(who, bot, tick) {
	return {
		who,
		bot,
		at: -1,
		heading: 4,
		moved: 4,
		trail: [],
		cells: 0,
		kills: 0,
		credits: [],
		seq: 0,
		spawnAt: tick,
		fell: -1,
		lostAt: -1,
		plan: []
	};
}
/** A copy that shares nothing with the original. */
function copyState(state) {
	return {
		...state,
		land: state.land.slice(),
		players: state.players.map((player) => ({
			...player,
			trail: player.trail.slice(),
			credits: player.credits.slice(),
			plan: player.plan.slice()
		}))
	};
}
/** The player of an incarnation, if still in the match. */
function playerOf(state, who) {
	return state.players.find((player) => player.who === who);
}
/** Takes head and trail off the board; the land stays. */
function takeOff(player) {
	player.at = -1;
	player.heading = 4;
	player.moved = 4;
	player.trail = [];
	player.plan = [];
}
/** Gives a cell to an owner and keeps both counts. `byWho` indexes the players by incarnation. */
function giveCell(state, byWho, cell, owner) {
	const before = state.land[cell];
	if (before > 0) byWho.get(before).cells -= 1;
	if (owner > 0) byWho.get(owner).cells += 1;
	state.land[cell] = owner;
}
/** The players by incarnation. */
function index(state) {
	return new Map(state.players.map((player) => [player.who, player]));
}
/** Ticks of a match, the countdown included. */
function matchTicks(header) {
	return header.countdown + MATCH_TICKS;
}
/** Most people that a match has seats for. */
function seatsOf(header) {
	return SIZES[header.size].seats;
}
/** Whether it is too late to join, however many seats are free. */
function isTooLate(state) {
	return state.ending !== null || state.tick >= matchTicks(state.header) - 300;
}
/** People whom the match can still take at its next tick. */
function freeSeats(state) {
	if (isTooLate(state)) return 0;
	const people = state.players.filter((player) => !player.bot).length;
	const seats = seatsOf(state.header) - people;
	return Math.max(0, Math.min(seats, 32768 - state.next));
}
// service/game/match.ts
/** A header that no match can be made from. */
var InvalidHeader = class extends Error {
	name = "InvalidHeader";
};
/**
* The state before tick 0.
* @throws InvalidHeader naming the field, if the header is not one of these rules
*/
function createMatch(header) {
	const size = SIZES[header.size];
	if (size === void 0) throw new InvalidHeader(`size: found ${header.size}, expected one of ${Object.keys(SIZES)}`);
	if (header.rules !== 1) throw new InvalidHeader(`rules: found version ${header.rules}, these are version 1`);
	if (!Number.isInteger(header.bots) || header.bots < 0 || header.bots > size.seats) throw new InvalidHeader(`bots: found ${header.bots}, expected 0 to ${size.seats} in a ${header.size} room`);
	const chance = new Chance(seedOf(header.code));
	const land = generateMap(size, chance);
	return {
		header,
		width: size.width,
		height: size.height,
		tick: 0,
		chance: chance.state,
		land,
		players: [],
		next: 1,
		lonely: 0,
		ending: null
	};
}
/** A player's score. */
function scoreOf(player) {
	return player.cells + 25 * player.kills;
}
/** The players from the first place down: score, then land, then the lower incarnation. */
function ranking(state) {
	return [...state.players].sort((a, b) => scoreOf(b) - scoreOf(a) || b.cells - a.cells || a.who - b.who);
}
// service/src/protocol/bytes.ts
/** Writes a growing row of bytes; integers are LEB128 varints unless said otherwise. */
var ByteWriter = class {
	#bytes = /* @__PURE__ */ new Uint8Array(256);
	#length = 0;
	/** Bytes written so far. */
	get length() {
		return this.#length;
	}
	byte(value) {
		this.#reserve(1);
		this.#bytes[this.#length++] = value;
		return this;
	}
	/** A whole number from 0 to 2³²−1. */
	varint(value) {
		let rest = value;
		while (rest > 127) {
			this.byte(rest & 127 | 128);
			rest = Math.floor(rest / 128);
		}
		return this.byte(rest);
	}
	/** A whole number from −1 up, as itself plus one: −1 stands for "none". */
	optional(value) {
		return this.varint(value + 1);
	}
	uint32(value) {
		this.#reserve(4);
		new DataView(this.#bytes.buffer).setUint32(this.#length, value, true);
		this.#length += 4;
		return this;
	}
	/** UTF-8, its length in bytes first. */
	text(value) {
		return this.block(new TextEncoder().encode(value));
	}
	/** Bytes, their length first. */
	block(value) {
		this.varint(value.length);
		return this.raw(value);
	}
	raw(value) {
		this.#reserve(value.length);
		this.#bytes.set(value, this.#length);
		this.#length += value.length;
		return this;
	}
	/** A copy of what was written. */
	finish() {
		return this.#bytes.slice(0, this.#length);
	}
	#reserve(more) {
		if (this.#length + more <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
		grown.set(this.#bytes.subarray(0, this.#length));
		this.#bytes = grown;
	}
};
/** What was read is not what the format allows: cut short, out of range, or followed by more. */
var MalformedBytes = class extends Error {
	name = "MalformedBytes";
};
/** Reads what `ByteWriter` wrote; every method throws `MalformedBytes` rather than read past the end. */
var ByteReader = class {
	#at = 0;
	#bytes;
	constructor(bytes) {
		this.#bytes = bytes;
	}
	byte() {
		const value = this.#bytes[this.#at];
		if (value === void 0) throw new MalformedBytes(`ends at byte ${this.#at}, more was expected`);
		this.#at += 1;
		return value;
	}
	/** A whole number up to `most`. */
	varint(most = 4294967295) {
		let value = 0;
		for (let place = 1; place <= 128 ** 4; place *= 128) {
			const byte = this.byte();
			value += (byte & 127) * place;
			if (byte < 128) {
				if (value > most) throw new MalformedBytes(`number ${value} at byte ${this.#at}, at most ${most}`);
				return value;
			}
		}
		throw new MalformedBytes(`number of more than five bytes at byte ${this.#at}`);
	}
	/** The counterpart of `ByteWriter.optional`. */
	optional(most) {
		return this.varint(most === void 0 ? void 0 : most + 1) - 1;
	}
	uint32() {
		return (this.byte() | this.byte() << 8 | this.byte() << 16 | this.byte() << 24) >>> 0;
	}
	text(mostBytes) {
		const bytes = this.block(mostBytes);
		try {
			return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		} catch {
			throw new MalformedBytes(`text before byte ${this.#at} is not UTF-8`);
		}
	}
	block(mostBytes) {
		const length = this.varint(mostBytes);
		if (this.#at + length > this.#bytes.length) throw new MalformedBytes(`block of ${length} bytes at byte ${this.#at} is cut short`);
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}
	/** All that is left. */
	rest() {
		const left = this.#bytes.subarray(this.#at);
		this.#at = this.#bytes.length;
		return left;
	}
	/** Throws if anything is left. */
	end() {
		const left = this.#bytes.length - this.#at;
		if (left > 0) throw new MalformedBytes(`${left} bytes too many`);
	}
};
// service/game/snapshot.ts
var SIZE_NAMES = Object.keys(SIZES);
var ENDINGS = [
	null,
	"time",
	"abandoned"
];
var MOST_CODE_BYTES = 64;
var MOST_PLAYERS = 1e3;
/** The whole state as bytes: equal states give equal bytes. */
function serialize(state) {
	const out = new ByteWriter();
	writeHeader(out, state.header);
	out.varint(state.tick).uint32(state.chance).varint(state.next).varint(state.lonely);
	out.byte(ENDINGS.indexOf(state.ending)).varint(state.players.length);
	for (const player of state.players) writePlayer(out, player);
	writeLand(out, state.land);
	return out.finish();
}
/** The state that `serialize` wrote. @throws MalformedBytes if the bytes are anything else */
function parse(bytes) {
	const from = new ByteReader(bytes);
	const header = readHeader(from);
	const { width, height } = SIZES[header.size];
	const tick = from.varint();
	const chance = from.uint32();
	const next = from.varint();
	const lonely = from.varint();
	const ending = ENDINGS[from.byte()];
	if (ending === void 0) throw new MalformedBytes("ending is none of the known");
	const players = Array.from({ length: from.varint(MOST_PLAYERS) }, () => readPlayer(from, width * height));
	const land = readLand(from, width * height);
	from.end();
	const byWho = new Map(players.map((player) => [player.who, player]));
	for (const owner of land) {
		if (owner <= 0) continue;
		const player = byWho.get(owner);
		if (player === void 0) throw new MalformedBytes(`land of ${owner}, who is not in the match`);
		player.cells += 1;
	}
	return {
		header,
		width,
		height,
		tick,
		chance,
		land,
		players,
		next,
		lonely,
		ending
	};
}
/** 32 bits that are equal for equal states. */
function hashOf(state) {
	return fnv1a(serialize(state));
}
/** `rulesOf` reads what this writes, whatever the version: the order never changes. */
function writeHeader(out, header) {
	out.text(header.code).byte(SIZE_NAMES.indexOf(header.size));
	out.varint(header.bots).varint(header.rules).varint(header.countdown);
}
function readHeader(from) {
	const code = from.text(MOST_CODE_BYTES);
	const size = SIZE_NAMES[from.byte()];
	if (size === void 0) throw new MalformedBytes("size is none of the known");
	return {
		code,
		size,
		bots: from.varint(),
		rules: from.varint(),
		countdown: from.varint()
	};
}
function writePlayer(out, player) {
	out.varint(player.who).byte(player.bot ? 1 : 0).optional(player.at);
	out.byte(player.heading).byte(player.moved).varint(player.trail.length);
	for (const cell of player.trail) out.varint(cell);
	out.varint(player.kills).varint(player.credits.length);
	for (const credit of player.credits) out.varint(credit.victim).varint(credit.tick);
	out.varint(player.seq).optional(player.spawnAt).optional(player.fell).optional(player.lostAt);
	out.varint(player.plan.length);
	for (const heading of player.plan) out.byte(heading);
}
function readPlayer(from, area) {
	return {
		who: from.varint(),
		bot: from.byte() === 1,
		at: from.optional(area - 1),
		heading: readHeading(from),
		moved: readHeading(from),
		trail: Array.from({ length: from.varint(area) }, () => from.varint(area - 1)),
		cells: 0,
		kills: from.varint(),
		credits: Array.from({ length: from.varint(area) }, () => ({
			victim: from.varint(),
			tick: from.varint()
		})),
		seq: from.varint(),
		spawnAt: from.optional(),
		fell: from.optional(area - 1),
		lostAt: from.optional(),
		plan: Array.from({ length: from.varint(area) }, () => readHeading(from))
	};
}
function readHeading(from) {
	const heading = from.byte();
	if (heading > 4) throw new MalformedBytes(`heading ${heading}, at most 4`);
	return heading;
}
/** Land as runs, row by row: owner + 1, then the run's length. */
function writeLand(out, land) {
	for (const [owner, run] of runsOf(land)) out.varint(owner + 1).varint(run);
}
function readLand(from, area) {
	const land = new Int16Array(area);
	for (let at = 0; at < area;) {
		const owner = from.varint(32768) - 1;
		const run = from.varint(area - at);
		if (run === 0) throw new MalformedBytes("an empty run of land");
		land.fill(owner, at, at + run);
		at += run;
	}
	return land;
}
/** Land as [owner, run] pairs, row by row. */
function runsOf(land) {
	const runs = [];
	for (let at = 0; at < land.length;) {
		const owner = land[at];
		let end = at + 1;
		while (end < land.length && land[end] === owner) end += 1;
		runs.push([owner, end - at]);
		at = end;
	}
	return runs;
}
// service/game/territory.ts
/**
* What closing a trail captures: the trail's cells, and every non-wall cell that a 4-connected flood from around the
* board cannot reach through what is neither the player's land nor the trail. In order of index. Cells that the
* player already owns are left out.
*/
function captured(state, who, trail) {
	const { land, width } = state;
	const fence = new Uint8Array(land.length);
	const box = {
		left: width,
		right: -1,
		top: state.height,
		bottom: -1
	};
	for (let cell = 0; cell < land.length; cell += 1) if (land[cell] === who) raise(fence, box, width, cell);
	for (const cell of trail) raise(fence, box, width, cell);
	const outside = flood(fence, box, width);
	const won = [];
	const across = box.right - box.left + 3;
	for (let y = box.top; y <= box.bottom; y += 1) for (let x = box.left; x <= box.right; x += 1) {
		const cell = y * width + x;
		const owner = land[cell];
		if (owner !== who && owner >= 0 && outside[(y - box.top + 1) * across + (x - box.left + 1)] === 0) won.push(cell);
	}
	return won;
}
function raise(fence, box, width, cell) {
	fence[cell] = 1;
	const x = cell % width;
	const y = (cell - x) / width;
	if (x < box.left) box.left = x;
	if (x > box.right) box.right = x;
	if (y < box.top) box.top = y;
	if (y > box.bottom) box.bottom = y;
}
/**
* Floods the box and a frame of one cell around it from the frame. Nothing outside the box can be enclosed, so this
* is the flood from around the whole board. Returns 1 for what was reached, on the grid of box and frame.
*/
function flood(fence, box, width) {
	const across = box.right - box.left + 3;
	const down = box.bottom - box.top + 3;
	const reached = new Uint8Array(across * down);
	const queue = new Int32Array(across * down);
	let tail = 0;
	const reach = (column, row) => {
		if (column < 0 || row < 0 || column >= across || row >= down) return;
		const spot = row * across + column;
		if (reached[spot] === 1) return;
		if (!(column === 0 || row === 0 || column === across - 1 || row === down - 1) && fence[(box.top + row - 1) * width + box.left + column - 1] === 1) return;
		reached[spot] = 1;
		queue[tail++] = spot;
	};
	reach(0, 0);
	for (let head = 0; head < tail; head += 1) {
		const spot = queue[head];
		const column = spot % across;
		const row = (spot - column) / across;
		reach(column, row - 1);
		reach(column + 1, row);
		reach(column, row + 1);
		reach(column - 1, row);
	}
	return reached;
}
// service/game/capture.ts
/** Step 6: captures, the largest first. Returns who took the last cell of whom. */
function capture(state, byWho, from, events) {
	const takers = /* @__PURE__ */ new Map();
	for (const { player, cells } of inOrder(state, from)) {
		if (state.land[player.at] !== player.who) continue;
		const won = events.captures.length === 0 ? cells : captured(state, player.who, player.trail);
		for (const cell of won) {
			const loser = byWho.get(state.land[cell]);
			giveCell(state, byWho, cell, player.who);
			if (loser !== void 0 && loser.cells === 0) takers.set(loser.who, player.who);
		}
		player.trail = [];
		events.captures.push({
			who: player.who,
			cells: won
		});
	}
	startTrails(state);
	return takers;
}
/** Those who moved onto own land with a trail: more cells first, then the lower incarnation. */
function inOrder(state, from) {
	return state.players.filter((player) => player.trail.length > 0 && player.at !== from.get(player.who) && state.land[player.at] === player.who).map((player) => ({
		player,
		cells: captured(state, player.who, player.trail)
	})).sort((a, b) => b.cells.length - a.cells.length || a.player.who - b.player.who);
}
/** Whose land under the head was taken starts a trail there; one who was about to capture lets the old trail go. */
function startTrails(state) {
	for (const player of state.players) {
		if (player.at === -1 || state.land[player.at] === player.who) continue;
		if (player.trail.at(-1) !== player.at) player.trail = [player.at];
	}
}
/** Makes all land of someone who leaves neutral. */
function abandonLand(state, byWho, who) {
	for (let cell = 0; cell < state.land.length; cell += 1) if (state.land[cell] === who) giveCell(state, byWho, cell, 0);
}
// service/game/clash.ts
/** Step 2: all heads go to their destinations at once. */
function moveHeads(state) {
	const from = /* @__PURE__ */ new Map();
	for (const player of state.players) {
		if (player.at === -1) continue;
		from.set(player.who, player.at);
		if (player.heading === 4) continue;
		const to = neighbour(state, player.at, player.heading);
		if (to === -1 || state.land[to] === -1) continue;
		player.at = to;
		player.moved = player.heading;
	}
	return from;
}
/**
* Step 3: who dies head-on. Heads that already shared a cell and both stay do not meet. `landBefore` is the land as
* it was before the tick.
*/
function resolveHeadOns(state, from, landBefore) {
	const involved = /* @__PURE__ */ new Set();
	const onBoard = state.players.filter((player) => player.at !== -1);
	const arrivals = groupBy(onBoard, (player) => player.at);
	for (const group of arrivals.values()) if (group.length > 1 && group.some((player) => entered(player, from))) for (const player of group) involved.add(player);
	for (const player of onBoard) {
		if (!entered(player, from)) continue;
		for (const other of arrivals.get(from.get(player.who)) ?? []) if (entered(other, from) && from.get(other.who) === player.at) involved.add(player);
	}
	const dead = [...involved].filter((player) => landBefore[player.at] !== player.who);
	return new Set(dead.map((player) => player.who));
}
/**
* Step 4: whose trail was entered, and who scores for it (0: nobody). Trails are as they were before the moves; the
* dead of step 3 do not cut and are not scored.
*/
function resolveCuts(state, from, crashed) {
	const cutters = groupBy(state.players.filter((player) => player.at !== -1 && entered(player, from) && !crashed.has(player.who)), (player) => player.at);
	const killers = /* @__PURE__ */ new Map();
	for (const victim of state.players) {
		if (crashed.has(victim.who)) continue;
		for (const cell of victim.trail) for (const cutter of cutters.get(cell) ?? []) {
			const killer = killers.get(victim.who) ?? 0;
			if (cutter === victim) killers.set(victim.who, killer);
			else if (killer === 0 || cutter.who < killer) killers.set(victim.who, cutter.who);
		}
	}
	return killers;
}
function entered(player, from) {
	return player.at !== from.get(player.who);
}
function groupBy(players, cellOf) {
	const groups = /* @__PURE__ */ new Map();
	for (const player of players) {
		const group = groups.get(cellOf(player));
		if (group === void 0) groups.set(cellOf(player), [player]);
		else group.push(player);
	}
	return groups;
}
/** Takes a player off the board, to respawn later; `by` is who was credited, 0 for nobody. */
function die(state, player, by, events) {
	events.deaths.push({
		who: player.who,
		at: player.at,
		by
	});
	player.fell = player.at;
	player.spawnAt = state.tick + 13;
	takeOff(player);
}
/**
* Credits an elimination if the rules allow it. `held` is the victim's land when the tick began. Returns the
* killer's incarnation, or 0 if nobody scores.
*/
function credit(tick, killer, victim, held) {
	if (killer === void 0 || held < 30) return 0;
	killer.credits = killer.credits.filter((earlier) => tick - earlier.tick < 130);
	if (killer.credits.some((earlier) => earlier.victim === victim.who)) return 0;
	killer.credits.push({
		victim: victim.who,
		tick
	});
	killer.kills += 1;
	return killer.who;
}
// service/game/events.ts
/** No events yet. */
function noEvents() {
	return {
		turned: [],
		deaths: [],
		captures: [],
		joined: [],
		left: []
	};
}
// service/game/bot-sight.ts
/** Columns and rows within which a bot minds others. */
var HORIZON = 32;
/** From this many steps on, bots do not count how far a head is from its land. */
var FAR = 30;
/** Looks at the board. */
function look(state) {
	const trails = new Int16Array(state.land.length);
	const rivals = [];
	let first;
	for (const player of state.players) {
		if (first === void 0 || scoreOf(player) > scoreOf(first)) first = player;
		if (player.at === -1) continue;
		for (const cell of player.trail) trails[cell] = player.who;
		rivals.push(outline(state, player));
	}
	return {
		state,
		trails,
		rivals,
		boxes: Int32Array.from(rivals.flatMap(({ left, right, top, bottom }) => [
			left,
			right,
			top,
			bottom
		])),
		leader: first?.who ?? 0
	};
}
/** The others whose trail or head is not far from a cell. Most are: so this looks at nothing but numbers. */
function neighbours({ state, rivals, boxes }, who, cell) {
	const near = [];
	const x = cell % state.width;
	const y = (cell - x) / state.width;
	for (let at = 0; at < rivals.length; at += 1) {
		if (boxes[4 * at] - x > HORIZON || x - boxes[4 * at + 1] > HORIZON) continue;
		if (boxes[4 * at + 2] - y > HORIZON || y - boxes[4 * at + 3] > HORIZON) continue;
		if (rivals[at].player.who !== who) near.push(rivals[at]);
	}
	return near;
}
/** Steps between a place and the rectangle around a rival. */
function stepsToBox(x, y, { left, right, top, bottom }) {
	return Math.max(left - x, x - right, 0) + Math.max(top - y, y - bottom, 0);
}
/** Steps between a place and the nearest of some cells, as the crow walks. */
function stepsToNearest(grid, x, y, cells) {
	let best = grid.width + grid.height;
	for (const cell of cells) {
		const column = cell % grid.width;
		const steps = Math.abs(column - x) + Math.abs((cell - column) / grid.width - y);
		if (steps < best) best = steps;
	}
	return best;
}
function outline(state, player) {
	const { width } = state;
	const x = player.at % width;
	const y = (player.at - x) / width;
	let left = x;
	let right = x;
	let top = y;
	let bottom = y;
	for (const cell of player.trail) {
		const column = cell % width;
		const row = (cell - column) / width;
		if (column < left) left = column;
		else if (column > right) right = column;
		if (row < top) top = row;
		else if (row > bottom) bottom = row;
	}
	return {
		player,
		x,
		y,
		home: stepsHome(state, player.who, x, y),
		fame: player.credits.filter(({ tick }) => state.tick - tick < 130).length,
		left,
		right,
		top,
		bottom
	};
}
/** Searches rings of growing size for a cell of a player's land. */
function stepsHome(state, who, x, y) {
	const { land, width, height } = state;
	for (let ring = 0; ring < FAR; ring += 1) for (let across = -ring; across <= ring; across += 1) {
		const column = x + across;
		if (column < 0 || column >= width) continue;
		const down = ring - Math.abs(across);
		if (y >= down && land[(y - down) * width + column] === who) return ring;
		if (y + down < height && land[(y + down) * width + column] === who) return ring;
	}
	return FAR;
}
// service/game/bot-self.ts
/** Steps within which heads make a crowd. */
var CROWD_STEPS = 14;
/** Follows a bot's head over the choices that are under way. `due` takes effect in this tick, the plan after it. */
function foresee(sight, bot, due) {
	const { state } = sight;
	const plan = [due, ...bot.plan];
	let { at, heading, moved } = bot;
	let closed = false;
	let out = bot.trail.length > 0;
	let brought = [];
	let ahead = [];
	for (const choice of plan) {
		const refused = out && moved !== 4 && choice === opposite(moved);
		if (choice !== 4 && !refused) heading = choice;
		const to = heading === 4 ? -1 : neighbour(state, at, heading);
		if (to === -1 || state.land[to] === -1) continue;
		at = to;
		moved = heading;
		const home = state.land[at] === bot.who || brought.includes(at) || closed && sight.trails[at] === bot.who;
		if (home && out) {
			closed = true;
			brought = [...brought, ...ahead];
			ahead = [];
		} else if (!home) ahead.push(at);
		out = !home;
	}
	const trail = !out ? [] : closed ? ahead : [...bot.trail, ...ahead];
	const near = neighbours(sight, bot.who, at);
	const crowd = near.filter((rival) => manhattan(state, rival.player.at, at) <= CROWD_STEPS).length;
	return {
		sight,
		who: bot.who,
		credits: bot.credits,
		near,
		crowd,
		at,
		heading,
		moved,
		trail,
		closed,
		brought,
		ahead
	};
}
/** Whether a cell will be the bot's own land. */
function isHome(self, cell) {
	const { sight, who } = self;
	if (sight.state.land[cell] === who) return true;
	return self.closed && (sight.trails[cell] === who || self.brought.includes(cell));
}
/** Whether the bot can go on a cell: no wall, not its own trail. */
function isOpen(self, cell) {
	const { sight, who } = self;
	if (cell === -1 || sight.state.land[cell] === -1) return false;
	if (!self.closed && sight.trails[cell] === who) return false;
	return !self.ahead.includes(cell);
}
/** The cell to which a direction leads from where the choice takes effect, or `NOWHERE` if the bot cannot go there. */
function next(self, direction) {
	if (self.trail.length > 0 && self.moved !== 4 && direction === opposite(self.moved)) return -1;
	const to = neighbour(self.sight.state, self.at, direction);
	return isOpen(self, to) ? to : -1;
}
// service/game/bot-way.ts
/** No search goes over more cells than this: who is so lost goes anywhere. */
var MOST_CELLS = 1500;
/** Scratch of the searches, kept between them to allocate nothing. A stamp tells the marks of this search from older. */
var queue = /* @__PURE__ */ new Int32Array(1504);
var depth = /* @__PURE__ */ new Int32Array(0);
var firsts = /* @__PURE__ */ new Uint8Array(0);
var stamps = /* @__PURE__ */ new Int32Array(0);
var stamp = 0;
var LAST_STAMP = 2147483647;
/** The way from a cell, entered by `moved`, to own land; none if the own trail or walls close it off. */
function wayHome(self, from, moved) {
	return search(self, from, moved, true);
}
/** The way over own land to a cell that is not. */
function wayOut(self) {
	return search(self, self.at, 4, false);
}
function search(self, from, moved, home) {
	if (home && isHome(self, from)) return {
		steps: 0,
		goal: from,
		first: 0
	};
	const { state } = self.sight;
	prepare(state.land.length);
	let tail = 0;
	let goal = -1;
	let most = Number.MAX_SAFE_INTEGER;
	queue[tail++] = from;
	stamps[from] = stamp;
	depth[from] = 0;
	firsts[from] = 0;
	for (let head = 0; head < tail && tail < MOST_CELLS; head += 1) {
		const cell = queue[head];
		const steps = depth[cell] + 1;
		if (steps > most) break;
		for (let way = 0; way < 4; way += 1) {
			const direction = way;
			if (head === 0 && moved !== 4 && direction === opposite(moved)) continue;
			const to = neighbour(state, cell, direction);
			if (!isOpen(self, to)) continue;
			const bits = head === 0 ? 1 << direction : firsts[cell];
			if (stamps[to] === stamp) {
				if (depth[to] === steps) firsts[to] |= bits;
				continue;
			}
			stamps[to] = stamp;
			depth[to] = steps;
			firsts[to] = bits;
			queue[tail++] = to;
			if (goal < 0 && isHome(self, to) === home) {
				goal = to;
				most = steps;
			}
		}
	}
	return goal < 0 ? void 0 : {
		steps: most,
		goal,
		first: firsts[goal]
	};
}
function prepare(cells) {
	if (stamps.length < cells) {
		stamps = new Int32Array(cells);
		depth = new Int32Array(cells);
		firsts = new Uint8Array(cells);
		stamp = 0;
	} else if (stamp === LAST_STAMP) {
		stamps.fill(0);
		stamp = 0;
	}
	stamp += 1;
}
// service/game/bot-danger.ts
/** Moves of nerve that a crowd can take, one for each head in it. */
var MOST_HEED = 3;
/** Moves that the fear of one rival can add, two for each that it cut of late. */
var MOST_FEAR = 6;
/**
* Whether a bot dares to step on a cell outside: there is a way home from it, no rival can be at its trail or its
* door before it is home (but for its nerve), and the match lasts so long. `spared` is no danger.
*/
function dares(self, nature, to, by, spared) {
	const way = wayHome(self, to, by);
	if (way === void 0) return false;
	const { state } = self.sight;
	const moves = 4 + way.steps;
	if (state.tick + moves > matchTicks(state.header)) return way.steps === 0;
	if (way.steps === 0) return true;
	const enough = moves - nature.nerve + Math.min(MOST_HEED, self.crowd);
	return self.near.every((rival) => rival === spared || !reaches(rival, self, to, way.goal, enough + fearOf(rival)));
}
/** Moves by which a bot keeps farther from those who have cut many of late: hunting alone is not to pay. */
function fearOf({ fame }) {
	return Math.min(MOST_FEAR, 2 * fame);
}
/** Whether a rival gets to the trail, the coming step or the door in so many moves. */
function reaches(rival, self, to, goal, moves) {
	const { state } = self.sight;
	const at = rival.player.at;
	if (manhattan(state, at, to) > moves + self.trail.length + 1) return false;
	if (manhattan(state, at, to) <= moves || manhattan(state, at, goal) <= moves) return true;
	return stepsToNearest(state, rival.x, rival.y, self.trail) <= moves;
}
/** Steps from a cell to the nearest rival, at most `most`. */
function stepsToRival(self, cell, most) {
	const { state } = self.sight;
	const x = cell % state.width;
	const y = (cell - x) / state.width;
	let best = most;
	for (const rival of self.near) {
		const steps = Math.abs(rival.x - x) + Math.abs(rival.y - y);
		if (steps < best) best = steps;
	}
	return best;
}
// service/game/bot-hunt.ts
/** What a step towards a victim must bring. */
var WAGE = 2;
/** A trail longer than this wakes every bot, from farther away by as many steps; shorter ones of beginners are let be. */
var LONG_TRAIL = 18;
/** The step towards the best trail in reach, if there is one that the bot dares to go for. */
function hunt(self, nature) {
	const prey = choosePrey(self, nature);
	if (prey === void 0) return void 0;
	const spared = prey.sure ? prey.rival : void 0;
	return towards(self, prey).find((direction) => {
		const to = next(self, direction);
		return to !== -1 && (isHome(self, to) || dares(self, nature, to, direction, spared));
	});
}
function choosePrey(self, nature) {
	const { state } = self.sight;
	const x = self.at % state.width;
	const y = (self.at - x) / state.width;
	let best;
	let most = 0;
	for (const rival of self.near) {
		const { player } = rival;
		if (player.trail.length === 0) continue;
		const long = Math.max(0, player.trail.length - LONG_TRAIL);
		if (!nature.hungry && long === 0) continue;
		const latest = rival.home + nature.patience - 3;
		const farthest = Math.min(latest, nature.range + long);
		if (stepsToBox(x, y, rival) > farthest) continue;
		const steps = stepsToNearest(state, x, y, player.trail);
		if (steps === 0 || steps > farthest) continue;
		const value = prize(self, rival) - WAGE * steps;
		if (value <= most) continue;
		most = value;
		best = {
			rival,
			steps,
			sure: steps + 3 <= rival.home
		};
	}
	return best;
}
/** What cutting a rival's trail is worth to the bot. */
function prize(self, { player }) {
	const { tick } = self.sight.state;
	const again = self.credits.some((credit) => credit.victim === player.who && tick - credit.tick < 130);
	const credit = player.cells >= 30 && !again ? 25 : 0;
	return credit > 0 || player.trail.length > LONG_TRAIL ? credit + player.trail.length : 0;
}
/** The directions that bring the bot nearer to its prey's trail, the longer axis first. */
function towards(self, prey) {
	const { state } = self.sight;
	const x = self.at % state.width;
	const y = (self.at - x) / state.width;
	const nearer = (cell) => {
		const column = cell % state.width;
		const row = (cell - column) / state.width;
		return stepsToNearest(state, column, row, prey.rival.player.trail) < prey.steps;
	};
	return (Math.abs(prey.rival.x - x) > Math.abs(prey.rival.y - y) ? [
		1,
		3,
		0,
		2
	] : [
		0,
		2,
		1,
		3
	]).filter((direction) => {
		const to = next(self, direction);
		return to !== -1 && nearer(to);
	});
}
// service/game/bot-nature.ts
var CAUTIOUS = {
	leg: 3,
	spread: 4,
	nerve: 0,
	appetite: 2,
	range: 6,
	patience: 0
};
var GREEDY = {
	leg: 5,
	spread: 7,
	nerve: 2,
	appetite: 3,
	range: 7,
	patience: 0
};
var CHARACTERS = [
	CAUTIOUS,
	GREEDY,
	GREEDY,
	{
		leg: 4,
		spread: 5,
		nerve: 1,
		appetite: 6,
		range: 14,
		patience: 1
	}
];
/** Moods last 32 ticks, and one in so many is absent-minded: rivals seem farther away by so many moves. */
var MOODS = 8;
var ABSENCE = 3;
/** Legs of one in the lead. */
var SETTLED = {
	leg: 3,
	spread: 3
};
/** The first and last ticks of a match in which bots play it differently. */
var OPENING_TICKS = 200;
var FINISH_TICKS = 240;
/**
* The nature of a bot at this tick: bold while the board is open and when the end is near; in the lead it has
* something to lose and makes do with short loops.
*/
function natureOf(state, who, code, leader) {
	const seed = mix(code, who);
	const { appetite, ...character } = CHARACTERS[seed % CHARACTERS.length];
	const mood = mix(seed, state.tick + seed % 32 >> 5) % MOODS;
	const played = state.tick - state.header.countdown;
	const left = matchTicks(state.header) - state.tick;
	const bold = played < OPENING_TICKS || left < FINISH_TICKS ? 1 : 0;
	const ahead = who === leader && played >= OPENING_TICKS;
	const nerve = character.nerve + (ahead ? -1 : bold) + (mood === 7 ? ABSENCE : 0);
	return {
		seed,
		...character,
		...ahead ? SETTLED : {},
		nerve,
		hungry: mood < appetite
	};
}
/** Scrambles two whole numbers into one of 32 bits. */
function mix(a, b) {
	let hash = Math.imul(a ^ Math.imul(b, 2654435761), 2246822507);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 3266489909);
	return (hash ^ hash >>> 13) >>> 0;
}
// service/game/bot-loop.ts
var DIRECTIONS = [
	0,
	1,
	2,
	3
];
/** Cells of own land that a bot looks across for a place to leave it. */
var FARTHEST_EXIT = 40;
/** Steps within which a rival near the exit makes a loop less inviting. */
var ELBOW_ROOM = 16;
/** What a cell is worth to a bot: taking it from somebody, from the leader most of all, beats taking a free one. */
var WORTH = {
	free: 2,
	taken: 3,
	leaders: 4
};
/** On own land: heads for the exit whose loop brings most land for its steps. */
function leave$1(self, nature) {
	let best = 4;
	let most = 0;
	for (const direction of DIRECTIONS) {
		const value = worthOfExit(self, nature, direction);
		if (value <= most) continue;
		const to = next(self, direction);
		if (!isHome(self, to) && !dares(self, nature, to, direction)) continue;
		most = value;
		best = direction;
	}
	return best === 4 ? wander(self, nature) : best;
}
/** With a trail out: goes on with its loop while it dares to, then home. */
function goRound(self, nature) {
	for (const direction of nextLeg(self, nature)) {
		const to = next(self, direction);
		if (to !== -1 && dares(self, nature, to, direction)) return direction;
	}
	return goHome(self);
}
/** The first step of a shortest way home, straight on if that is one; where there is none, any open cell. */
function goHome(self) {
	const way = wayHome(self, self.at, self.moved);
	const choices = [self.heading, ...DIRECTIONS].filter((heading) => heading !== 4);
	return choices.find((direction) => way !== void 0 && (way.first & 1 << direction) !== 0) ?? choices.find((direction) => next(self, direction) !== -1) ?? 4;
}
/** Stays on own land: towards its nearest border, or wherever there is land. */
function wander(self, nature) {
	const inside = DIRECTIONS.filter((direction) => {
		const to = next(self, direction);
		return to !== -1 && isHome(self, to);
	});
	const way = wayOut(self);
	if (way !== void 0 && way.steps > 2) {
		const towards = inside.find((direction) => (way.first & 1 << direction) !== 0);
		if (towards !== void 0) return towards;
	}
	return inside.find((direction) => direction === self.heading) ?? inside[nature.seed % Math.max(1, inside.length)] ?? goHome(self);
}
/** What the loop beyond the exit in a direction is worth for each step it costs. */
function worthOfExit(self, nature, direction) {
	const { state } = self.sight;
	if (next(self, direction) === -1) return 0;
	const stride = strideOf(state.width, direction);
	const farthest = Math.min(FARTHEST_EXIT, stepsToEdge(state, self.at, direction));
	let inside = 0;
	while (inside < farthest && isHome(self, self.at + stride * (inside + 1))) inside += 1;
	const exit = self.at + stride * (inside + 1);
	if (inside === farthest || state.land[exit] === -1) return 0;
	const legs = legsFrom(nature, exit);
	const [left, right] = sides(direction);
	const gain = Math.max(worthOfBlock(self, exit, direction, left, legs), worthOfBlock(self, exit, direction, right, legs));
	const room = stepsToRival(self, exit, ELBOW_ROOM);
	const taste = 16 + mix(nature.seed ^ direction, state.tick >> 6) % 9 + (direction === self.heading ? 4 : 0);
	const steps = inside + 2 * legs.out + legs.across + 2;
	return Math.floor(gain * room * taste / steps);
}
/** The directions in which the loop goes on, the best first; none when it is time to turn back. */
function nextLeg(self, nature) {
	if (self.moved === 4) return DIRECTIONS;
	const ahead = self.moved;
	const { run, turned } = straight(self);
	const legs = legsFrom(nature, self.trail[0]);
	if (turned) return run < legs.across ? [ahead] : [];
	const [left, right] = sides(ahead);
	const back = {
		out: Math.max(1, run),
		across: legs.across
	};
	const towards = opposite(ahead);
	const across = worthOfBlock(self, self.at, towards, left, back) >= worthOfBlock(self, self.at, towards, right, back) ? [left, right] : [right, left];
	return run < legs.out ? [ahead, ...across] : across;
}
/** How many cells the trail ends in going straight, and whether it turned before that. */
function straight({ trail, sight, moved }) {
	if (moved === 4) return {
		run: trail.length,
		turned: false
	};
	let run = 1;
	while (run < trail.length && neighbour(sight.state, trail[trail.length - run - 1], moved) === trail[trail.length - run]) run += 1;
	return {
		run,
		turned: run < trail.length
	};
}
/** The legs of the loop that leaves own land on a cell: the same for the whole of it. */
function legsFrom(nature, exit) {
	const taste = mix(nature.seed, exit);
	return {
		out: nature.leg + taste % nature.spread,
		across: nature.leg + (taste >>> 8) % nature.spread
	};
}
/** What the cells of a block are worth that begins at a corner and goes `out` one way and `across` another. */
function worthOfBlock(self, corner, out, across, legs) {
	const { state, leader } = self.sight;
	const { land, width } = state;
	const down = strideOf(width, out);
	const along = strideOf(width, across);
	const rows = Math.min(legs.out, stepsToEdge(state, corner, out) + 1);
	const columns = Math.min(legs.across, stepsToEdge(state, corner, across)) + 1;
	let worth = 0;
	for (let row = 0; row < rows && land[corner + row * down] !== -1; row += 1) {
		const start = corner + row * down;
		for (let column = 0; column < columns; column += 1) {
			const owner = land[start + column * along];
			if (owner === 0) worth += WORTH.free;
			else if (owner !== -1 && owner !== self.who) worth += owner === leader ? WORTH.leaders : WORTH.taken;
		}
	}
	return worth;
}
/** What a step in a direction adds to a cell's index. */
function strideOf(width, direction) {
	return direction === 0 ? -width : direction === 1 ? 1 : direction === 2 ? width : -1;
}
/** Steps from a cell to the edge of the board in a direction. */
function stepsToEdge({ width, height }, cell, direction) {
	const x = cell % width;
	const y = (cell - x) / width;
	return direction === 0 ? y : direction === 1 ? width - 1 - x : direction === 2 ? height - 1 - y : x;
}
function sides(direction) {
	return [(direction + 3) % 4, (direction + 1) % 4];
}
// service/game/bot.ts
/** One choice in so many is a lapse. */
var LAPSE = 24;
/** Takes each bot's oldest choice and lets it make another from what it sees now. Returns the choices that are due. */
function chooseHeadings(state, chance) {
	const due = /* @__PURE__ */ new Map();
	const sight = look(state);
	const code = seedOf(state.header.code);
	for (const bot of state.players) {
		if (!bot.bot || bot.at === -1) continue;
		const now = bot.plan.length === 3 ? bot.plan.shift() : 4;
		if (now !== 4) due.set(bot.who, now);
		const lapse = chance.draw(LAPSE) === 0;
		bot.plan.push(choose(sight, bot, now, code, lapse));
	}
	return due;
}
/** A bot's choice, to take effect after those under way; in a lapse it goes on as it does, if that is no dead end. */
function choose(sight, bot, due, code, lapse) {
	const nature = natureOf(sight.state, bot.who, code, sight.leader);
	const self = foresee(sight, bot, due);
	if (lapse && canGoOn(self)) return 4;
	return hunt(self, nature) ?? (self.trail.length > 0 ? goRound(self, nature) : leave$1(self, nature));
}
function canGoOn(self) {
	if (self.heading === 4) return false;
	const to = next(self, self.heading);
	return to !== -1 && wayHome(self, to, self.heading) !== void 0;
}
// service/game/intake.ts
/** Step 1: inputs by incarnation, at most one a player; then bots and the clocks of those who are lost. */
function applyInputs(state, inputs, chance, events) {
	const choices = chooseHeadings(state, chance);
	for (const input of inTurn(inputs)) applyInput(state, input, events);
	fillWithBots(state, events);
	for (const [who, heading] of choices) {
		const bot = playerOf(state, who);
		if (bot !== void 0 && heading !== 4) turn(bot, heading, events);
	}
	for (const player of state.players) if (player.lostAt >= 0) advanceLoss(state, player, events);
	events.turned.sort((a, b) => a.who - b.who);
}
/** By incarnation; of two inputs for one, the first in the player's own row counts. */
function inTurn(inputs) {
	const sorted = [...inputs].sort((a, b) => a.who - b.who || place(a) - place(b));
	return sorted.filter((input, at) => at === 0 || input.who !== sorted[at - 1].who);
}
/** Where an input stands among those of its player: a departure before turns, turns by their number. */
function place(input) {
	const kinds = [
		"join",
		"leave",
		"lost",
		"back"
	];
	return input.do === "turn" ? kinds.length + input.seq * 4 + input.dir : kinds.indexOf(input.do);
}
function applyInput(state, input, events) {
	if (input.do === "join") {
		join(state, input.who, events);
		return;
	}
	const player = playerOf(state, input.who);
	if (player === void 0 || player.bot) return;
	switch (input.do) {
		case "leave":
			leave(state, player, events);
			break;
		case "lost":
			if (player.lostAt < 0) player.lostAt = state.tick;
			break;
		case "back":
			player.lostAt = -1;
			break;
		case "turn":
			if (input.seq <= player.seq) break;
			player.seq = input.seq;
			if (player.lostAt < 0) turn(player, input.dir, events);
	}
}
function join(state, who, events) {
	if (who === state.next && freeSeats(state) > 0) add(state, false, events);
}
function add(state, bot, events) {
	state.players.push(newcomer(state.next, bot, state.tick));
	events.joined.push(state.next);
	state.next += 1;
}
function leave(state, player, events) {
	takeOff(player);
	abandonLand(state, index(state), player.who);
	state.players = state.players.filter((other) => other !== player);
	events.left.push(player.who);
}
/** A turn opposite to the last move, while a trail is out, has no effect; nor has one of somebody off the board. */
function turn(player, heading, events) {
	if (player.at === -1 || player.heading === heading) return;
	if (player.trail.length > 0 && player.moved !== 4 && heading === opposite(player.moved)) return;
	player.heading = heading;
	events.turned.push({
		who: player.who,
		heading
	});
}
/** Bots take the places that people leave free, and give way to people: the one with the least land first. */
function fillWithBots(state, events) {
	while (state.players.length < state.header.bots && freeSeats(state) > 0) add(state, true, events);
	while (state.players.length > state.header.bots) {
		const last = state.players.filter((player) => player.bot).sort((a, b) => a.cells - b.cells || b.who - a.who)[0];
		if (last === void 0) return;
		leave(state, last, events);
	}
}
/** One who lost the connection keeps the direction for 20 ticks, stands, and 33 ticks later dies with a trail out. */
function advanceLoss(state, player, events) {
	const away = state.tick - player.lostAt;
	if (player.at === -1) return;
	if (away >= 20 && player.heading !== 4) {
		player.heading = 4;
		events.turned.push({
			who: player.who,
			heading: 4
		});
	}
	if (away >= 53 && player.trail.length > 0) die(state, player, 0, events);
}
// service/game/spawn.ts
/** Chebyshev distance from a spawn's middle within which nobody's head or trail may be. */
var ROOM = 6;
/** Step 8: by incarnation, everyone who is due comes onto the board. */
function respawn(state, byWho, chance) {
	const due = state.players.filter((player) => player.spawnAt >= 0 && player.spawnAt <= state.tick);
	if (due.length === 0) return;
	for (const player of due) {
		const at = player.cells > 0 ? nearestOwnCell(state, player) : settle(state, byWho, player, chance);
		if (at === -1) continue;
		player.at = at;
		player.heading = 4;
		player.moved = 4;
		player.spawnAt = -1;
		player.trail = state.land[at] === player.who ? [] : [at];
	}
}
/** The own cell nearest to the place of death; ties: the lowest index. */
function nearestOwnCell(state, player) {
	let best = -1;
	let distance = Number.POSITIVE_INFINITY;
	for (let cell = 0; cell < state.land.length; cell += 1) {
		if (state.land[cell] !== player.who) continue;
		const away = manhattan(state, cell, player.fell);
		if (away < distance) {
			distance = away;
			best = cell;
		}
	}
	return best;
}
/** Gives a landless player a 3×3 square and returns its middle, or `NOWHERE` if there is none to have. */
function settle(state, byWho, player, chance) {
	const middle = drawFreeMiddle(state, chance);
	const chosen = middle === -1 ? emptiestMiddle(state) : middle;
	if (chosen === -1) return -1;
	const neutral = square(state.width, chosen).filter((cell) => state.land[cell] === 0);
	if (neutral.length === 0) return -1;
	for (const cell of neutral) giveCell(state, byWho, cell, player.who);
	return chosen;
}
/** Draws one of the free squares, counted by their middle's index; no draw if there is none. */
function drawFreeMiddle(state, chance) {
	const free = [];
	const crowded = cellsNearPlayers(state);
	forEachMiddle(state, (middle) => {
		if (crowded[middle] === 0 && ownedAround(state, middle) === 0) free.push(middle);
	});
	return free.length === 0 ? -1 : free[chance.draw(free.length)];
}
/** Marks every cell within `ROOM` of a head or a trail. */
function cellsNearPlayers(state) {
	const { width, height } = state;
	const near = new Uint8Array(width * height);
	for (const player of state.players) for (const cell of player.at === -1 ? [] : [player.at, ...player.trail]) {
		const x = cell % width;
		const y = (cell - x) / width;
		const left = Math.max(0, x - ROOM);
		const right = Math.min(width - 1, x + ROOM);
		for (let row = Math.max(0, y - ROOM); row <= Math.min(height - 1, y + ROOM); row += 1) near.fill(1, row * width + left, row * width + right + 1);
	}
	return near;
}
/** Middle of the wall-free square with the fewest owned cells; ties: the lowest index. */
function emptiestMiddle(state) {
	let best = -1;
	let fewest = Number.POSITIVE_INFINITY;
	forEachMiddle(state, (middle) => {
		const owned = ownedAround(state, middle);
		if (owned < fewest) {
			fewest = owned;
			best = middle;
		}
	});
	return best;
}
/** Owned cells in the square around a middle; with a wall in it, infinitely many. */
function ownedAround(state, middle) {
	const { land, width } = state;
	let owned = 0;
	for (let row = middle - width; row <= middle + width; row += width) for (let cell = row - 1; cell <= row + 1; cell += 1) {
		const owner = land[cell];
		if (owner === -1) return Number.POSITIVE_INFINITY;
		if (owner !== 0) owned += 1;
	}
	return owned;
}
/** Every cell that has eight neighbours, in order. */
function forEachMiddle(state, visit) {
	for (let y = 1; y < state.height - 1; y += 1) for (let x = 1; x < state.width - 1; x += 1) visit(y * state.width + x);
}
/** The nine cells around a middle. */
function square(width, middle) {
	return [
		middle - width,
		middle,
		middle + width
	].flatMap((cell) => [
		cell - 1,
		cell,
		cell + 1
	]);
}
// service/game/step.ts
/**
* One tick of the rules, in their order. The order of `inputs` does not matter; what the rules do not allow has no
* effect. The given state is left as it was. A match that has ended stays as it is.
*/
function step(before, inputs) {
	const events = noEvents();
	if (before.ending !== null) return {
		state: before,
		events
	};
	const state = copyState(before);
	const chance = new Chance(state.chance);
	applyInputs(state, inputs, chance, events);
	const byWho = index(state);
	if (state.tick >= state.header.countdown) play(before, state, byWho, events);
	respawn(state, byWho, chance);
	state.chance = chance.state;
	endTick(state);
	return {
		state,
		events
	};
}
/** Steps 2 to 7. */
function play(before, state, byWho, events) {
	const held = new Map(before.players.map((player) => [player.who, player.cells]));
	const kill = (victim, killer) => die(state, victim, credit(state.tick, byWho.get(killer), victim, held.get(victim.who) ?? 0), events);
	const from = moveHeads(state);
	const crashed = resolveHeadOns(state, from, before.land);
	const cut = resolveCuts(state, from, crashed);
	for (const player of state.players) if (crashed.has(player.who)) kill(player, 0);
	else if (cut.has(player.who)) kill(player, cut.get(player.who));
	extendTrails(state, from);
	const takers = capture(state, byWho, from, events);
	for (const player of state.players) if (player.at !== -1 && player.cells === 0) kill(player, takers.get(player.who) ?? 0);
}
/** Step 5: the living who left own land extend their trails. */
function extendTrails(state, from) {
	for (const player of state.players) {
		if (player.at === -1 || player.at === from.get(player.who)) continue;
		if (state.land[player.at] !== player.who) player.trail.push(player.at);
	}
}
function endTick(state) {
	state.lonely = state.players.some((player) => !player.bot && player.lostAt < 0) ? 0 : state.lonely + 1;
	state.tick += 1;
	if (state.tick >= matchTicks(state.header)) state.ending = "time";
	else if (state.lonely >= 200) state.ending = "abandoned";
}
// service/game/rules.ts
/** Today's rules: matches begin by them. */
var RULES = {
	version: 1,
	tickMs: 150,
	createMatch,
	step,
	serialize,
	parse,
	hashOf,
	playerOf,
	ranking,
	scoreOf,
	seatsOf,
	freeSeats,
	isTooLate,
	matchTicks
};
export { RULES };
