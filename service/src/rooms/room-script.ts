import { ALL_OPEN_ROOMS, RoomKeys } from './room-keys.ts';

/**
 * What Redis does in one go for a room, as Lua. Unless said otherwise KEYS[1] is the room's hash (record, token, lease,
 * offered, gathering, accounts), KEYS[2] its log, a stream whose ids are the tick + 1. A lease is judged by Redis's own clock
 * alone. Replies are words; `gone` means that there is no such room, `fenced` that another owns it. A token is
 * `epoch.id`: equal tokens own, and a lower epoch in the room than in the hand means that Redis has lost the newer
 * owner's claim, and so the room's end.
 */

const NOW = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end`;

const EPOCH = `
local function epoch(token)
  return tonumber(string.match(token, '^(%d+)%.')) or 0
end`;

/** Why a token does not own a room; nothing if it does. */
const REFUSAL = `${EPOCH}
local function refusal(room, mine)
  local token = redis.call('HGET', room, 'token')
  if not token then return 'gone' end
  if token == mine then return nil end
  if epoch(token) < epoch(mine) then return 'gone' end
  return 'fenced'
end`;

const OWNED = `${REFUSAL}
local refused = refusal(KEYS[1], ARGV[1])
if refused then return refused end`;

/** Appends one entry if it is the next; ids begin at 1 and leave none out. Returns a word. */
const PUT = `
local function put(log, id, bytes)
  local next = redis.call('XLEN', log) + 1
  if id == next then
    redis.call('XADD', log, id .. '-0', 'b', bytes)
    return 'added'
  end
  if id > next then return 'behind ' .. (next - 1) end
  local logged = redis.call('XRANGE', log, id, id)
  if logged[1] and logged[1][2][2] == bytes then return 'known' end
  return 'conflict'
end`;

/**
 * For many rooms at once, because a call costs more than what a tick takes in it. KEYS[1]: the finished rooms, which stay
 * until they are removed; then each room's hash and log in turn. ARGV: lease ms, seconds to keep; then for each room
 * token, id, bytes, and its code if it is the last tick. A published tick is its number in four bytes, then its bytes.
 * Replies with a word for each room, each on a line; `failed` and why, if Redis refused a command for it.
 */
const APPEND = `${NOW}${PUT}${REFUSAL}
local lease = now() + ARGV[1]
local function append(room, log, at)
  local refused = refusal(room, ARGV[at])
  if refused then return refused end
  local id = tonumber(ARGV[at + 1])
  local bytes = ARGV[at + 2]
  local outcome = put(log, id, bytes)
  if outcome == 'added' then
    if id == 1 then redis.call('EXPIRE', log, ARGV[2]) end
    redis.call('PUBLISH', room .. ':ticks', struct.pack('<I4', id - 1) .. bytes)
  elseif outcome ~= 'known' then
    return outcome
  end
  local last = ARGV[at + 3]
  if last ~= '' then
    redis.call('SADD', KEYS[1], last)
    redis.call('PERSIST', room)
    redis.call('PERSIST', log)
  end
  redis.call('HSET', room, 'lease', lease)
  return outcome
end
local words = {}
for room = 1, (#KEYS - 1) / 2 do
  local isDone, word = pcall(append, KEYS[room * 2], KEYS[room * 2 + 1], room * 4 - 1)
  if not isDone then word = 'failed ' .. (type(word) == 'table' and word.err or word) end
  words[room] = word
end
return table.concat(words, '\\n')`;

/** KEYS are channels, ARGV what is published on each. */
const POST = `
for index = 1, #KEYS do redis.call('PUBLISH', KEYS[index], ARGV[index]) end
return 'posted'`;

/** ARGV: token, lease ms. */
const RENEW = `${NOW}${OWNED}
redis.call('HSET', KEYS[1], 'lease', now() + ARGV[2])
return 'renewed'`;

/**
 * KEYS[3]: the live rooms. ARGV: code, token, record, lease ms, seconds to keep, then id and bytes in turn. The log of an
 * older owner goes only where all of the newer one's comes in its place.
 */
const MEND = `${NOW}${PUT}${EPOCH}
local code, mine, record, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local lease = now() + ARGV[4]
local token = redis.call('HGET', KEYS[1], 'token')
if token and token ~= mine then
  if epoch(token) >= epoch(mine) then return 'fenced' end
  if ARGV[6] and ARGV[6] ~= '1' then return 'behind 0' end
  redis.call('DEL', KEYS[2])
end
redis.call('HSET', KEYS[1], 'token', mine, 'record', record, 'lease', lease)
redis.call('EXPIRE', KEYS[1], kept)
redis.call('ZADD', KEYS[3], lease, code)
for index = 6, #ARGV, 2 do
  local outcome = put(KEYS[2], tonumber(ARGV[index]), ARGV[index + 1])
  if outcome ~= 'added' and outcome ~= 'known' then return outcome end
end
redis.call('EXPIRE', KEYS[2], kept)
return 'mended'`;

/** KEYS[3] and KEYS[4]: the snapshot, the live rooms. ARGV: code, record, token, lease ms, seconds to keep. */
const CREATE = `${NOW}
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
redis.call('DEL', KEYS[2], KEYS[3])
local lease = now() + ARGV[4]
redis.call('HSET', KEYS[1], 'record', ARGV[2], 'token', ARGV[3], 'lease', lease)
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('ZADD', KEYS[4], lease, ARGV[1])
return 'created'`;

/** KEYS[3] and KEYS[4]: the finished rooms, the live ones. ARGV: code, the new token's id, lease ms. Replies with the token. */
const CLAIM = `${NOW}${EPOCH}
if redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 then return 'finished' end
local lease = redis.call('HGET', KEYS[1], 'lease')
if not lease then return 'gone' end
local offered = redis.call('HGET', KEYS[1], 'offered')
local time = now()
-- One that would last longer than any does is of a time before the clock was set back.
if not offered and tonumber(lease) > time and tonumber(lease) <= time + ARGV[3] then return 'held' end
local token = (epoch(redis.call('HGET', KEYS[1], 'token')) + 1) .. '.' .. ARGV[2]
lease = time + ARGV[3]
-- First what a Redis without memory refuses: after any other write it would let this pass, and nobody could go on.
redis.call('HSET', KEYS[1], 'token', token, 'lease', lease)
redis.call('HDEL', KEYS[1], 'offered')
redis.call('ZADD', KEYS[4], lease, ARGV[1])
return 'claimed ' .. token`;

/** ARGV: token. */
const OFFER = `${OWNED}
redis.call('HSET', KEYS[1], 'offered', 1)
return 'offered'`;

/** ARGV: token, lease ms, gathering, channel, message. */
const GATHER = `${NOW}${OWNED}
redis.call('HSET', KEYS[1], 'gathering', ARGV[3], 'lease', now() + ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 'gathered'`;

/** ARGV: watcher, most, ms. KEYS[1] are the room's spectators, until when each one's place is kept. */
const WATCH = `${NOW}
local time = now()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time)
local taken = redis.call('ZCARD', KEYS[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and taken >= tonumber(ARGV[2]) then return 'full' end
redis.call('ZADD', KEYS[1], time + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZCARD', KEYS[1]) .. ''`;

/** ARGV: watcher, or nothing. KEYS[1] as above. */
const UNWATCH = `${NOW}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now())
return redis.call('ZCARD', KEYS[1]) .. ''`;

/** A key of the room whose code the script has in `code`. */
function keyOf(key: 'room' | 'promises'): string {
  return `'${new RoomKeys("' .. code .. '")[key]}'`;
}

/** KEYS: the open rooms of its size, its promises. ARGV: code, people if it is open, then who is seated. */
const LIST = `
if ARGV[2] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
end
if #ARGV > 2 then redis.call('ZREM', KEYS[2], unpack(ARGV, 3)) end
return 'listed'`;

/** Rooms at which one newcomer looks before a new one is made. */
const MOST_LOOKS = 64;

/**
 * KEYS: the open rooms of a size, the finished rooms. ARGV: person, seats of a room, ms. Replies with a code, or nothing.
 * A room that has no seat, or has gone, is not open any more until its owner lists it.
 */
const PROMISE = `${NOW}
local time = now()
local function take(code, people)
  if redis.call('EXISTS', ${keyOf('room')}) == 0 then return false end
  if redis.call('SISMEMBER', KEYS[2], code) == 1 then return false end
  local promises = ${keyOf('promises')}
  redis.call('ZREMRANGEBYSCORE', promises, '-inf', time)
  local taken = people + redis.call('ZCARD', promises)
  if taken >= tonumber(ARGV[2]) and not redis.call('ZSCORE', promises, ARGV[1]) then return false end
  redis.call('ZADD', promises, time + ARGV[3], ARGV[1])
  redis.call('PEXPIRE', promises, ARGV[3])
  return true
end
for _ = 1, ${MOST_LOOKS} do
  local code, people = unpack(redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES'))
  if not code then return '' end
  if take(code, people) then return code end
  redis.call('ZREM', KEYS[1], code)
end
return ''`;

/** KEYS: the successor of a match. ARGV: code, the one before or nothing, seconds to keep. Replies with the successor. */
const SUCCEED = `
local named = redis.call('GET', KEYS[1])
if named and named ~= ARGV[2] then return named end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return ARGV[1]`;

/**
 * ARGV: account, tab, `return` if that one returns by itself. Replies with the person that the account is, who stays the
 * same as long as there is the room; with nothing if the seat is played from another tab now. Whoever returns writes
 * nothing, and so can where Redis has no memory left.
 */
const PERSON = `
local account, seat = 'account:' .. ARGV[1], 'seat:' .. ARGV[1]
local tab = ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 0 then return tab end
local latest = redis.call('HGET', KEYS[1], seat)
if latest ~= tab then
  if latest and ARGV[3] == 'return' then return '' end
  redis.call('HSET', KEYS[1], seat, tab)
end
local person = redis.call('HGET', KEYS[1], account)
if person then return person end
redis.call('HSET', KEYS[1], account, tab)
return tab`;

/** ARGV: token, tick, bytes, seconds to keep. KEYS[3]: the snapshot. */
const KEEP_SNAPSHOT = `${OWNED}
redis.call('HSET', KEYS[3], 'tick', ARGV[2], 'bytes', ARGV[3])
for index = 1, 3 do redis.call('EXPIRE', KEYS[index], ARGV[4]) end
return 'kept'`;

/** Most orphans of one reply; others are told when these have been taken over. */
const MOST_ORPHANS = 256;

/**
 * KEYS: the live rooms, each with the last that is known of its lease; the finished rooms. ARGV: ms for which the lease of
 * an orphan has been over; ms that a lease lasts. Replies with codes. A room that is found to have an owner is left alone by
 * all for as long. Leases that would last longer than any does are of a time before the clock was set back: they count
 * from now, unless they are renewed.
 */
const ORPHANS = `${NOW}
local time = now()
local latest = time - ARGV[1]
local longest = time + ARGV[2]
for _, code in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. longest, '+inf', 'LIMIT', 0, ${MOST_ORPHANS})) do
  redis.call('ZADD', KEYS[1], time, code)
end
local orphans = {}
for _, code in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', latest, 'LIMIT', 0, ${MOST_ORPHANS})) do
  local lease = redis.call('HGET', ${keyOf('room')}, 'lease')
  if not lease or redis.call('SISMEMBER', KEYS[2], code) == 1 then
    redis.call('ZREM', KEYS[1], code)
  elseif tonumber(lease) > latest and tonumber(lease) <= longest then
    redis.call('ZADD', KEYS[1], lease, code)
  else
    orphans[#orphans + 1] = code
  end
end
return table.concat(orphans, ' ')`;

/** ARGV: code. KEYS[3] and on: the snapshot, the live rooms, the finished ones, the open ones of all sizes. */
const REMOVE = `
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('SREM', KEYS[5], ARGV[1])
for index = 6, #KEYS do redis.call('ZREM', KEYS[index], ARGV[1]) end
return 'removed'`;

/** All of them by the names that ioredis gives them; those of no number of keys are called with it first. */
export const SCRIPTS = {
  roomCreate: { lua: CREATE, numberOfKeys: 4 },
  roomAppend: { lua: APPEND },
  roomRenew: { lua: RENEW, numberOfKeys: 2 },
  roomMend: { lua: MEND, numberOfKeys: 3 },
  roomClaim: { lua: CLAIM, numberOfKeys: 4 },
  roomOffer: { lua: OFFER, numberOfKeys: 2 },
  roomGather: { lua: GATHER, numberOfKeys: 2 },
  roomWatch: { lua: WATCH, numberOfKeys: 1 },
  roomUnwatch: { lua: UNWATCH, numberOfKeys: 1 },
  roomSucceed: { lua: SUCCEED, numberOfKeys: 1 },
  roomPerson: { lua: PERSON, numberOfKeys: 1 },
  roomList: { lua: LIST, numberOfKeys: 2 },
  roomPromise: { lua: PROMISE, numberOfKeys: 2 },
  roomOrphans: { lua: ORPHANS, numberOfKeys: 2 },
  roomKeepSnapshot: { lua: KEEP_SNAPSHOT, numberOfKeys: 3 },
  roomRemove: { lua: REMOVE, numberOfKeys: 5 + ALL_OPEN_ROOMS.length },
  roomPost: { lua: POST },
} as const;

/** A connection that knows them. */
export type Scripts = Record<
  keyof typeof SCRIPTS,
  (...args: (string | number | Buffer)[]) => Promise<string>
>;
