/**
 * What Redis does in one go for a room, as Lua. KEYS[1] is the room's hash (record, token, lease, offered, gathering), KEYS[2]
 * its log, a stream whose ids are the tick + 1. A lease is judged by Redis's own clock alone. Replies are words; `gone`
 * means that there is no such room, `fenced` that another owns it. A token is `epoch.id`: equal tokens own, and a
 * lower epoch in the room than in the hand means that Redis has lost the newer owner's claim, and so the room's end.
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

const OWNED = `${EPOCH}
local token = redis.call('HGET', KEYS[1], 'token')
if not token then return 'gone' end
if token ~= ARGV[1] then
  if epoch(token) < epoch(ARGV[1]) then return 'gone' end
  return 'fenced'
end`;

/** Appends one entry if it is the next; ids begin at 1 and leave none out. Returns a word. */
const PUT = `
local function put(id, bytes)
  local next = redis.call('XLEN', KEYS[2]) + 1
  if id == next then
    redis.call('XADD', KEYS[2], id .. '-0', 'b', bytes)
    return 'added'
  end
  if id > next then return 'behind ' .. (next - 1) end
  local logged = redis.call('XRANGE', KEYS[2], id, id)
  if logged[1] and logged[1][2][2] == bytes then return 'known' end
  return 'conflict'
end`;

/**
 * ARGV: token, id, bytes, lease ms, channel, message, 1 if last, seconds to keep, code. KEYS[3]: the finished rooms,
 * which stay until they are removed.
 */
export const APPEND = `${NOW}${PUT}${OWNED}
local outcome = put(tonumber(ARGV[2]), ARGV[3])
if outcome ~= 'added' and outcome ~= 'known' then return outcome end
if outcome == 'added' then
  if ARGV[2] == '1' then redis.call('EXPIRE', KEYS[2], ARGV[8]) end
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
if ARGV[7] == '1' then
  redis.call('SADD', KEYS[3], ARGV[9])
  redis.call('PERSIST', KEYS[1])
  redis.call('PERSIST', KEYS[2])
end
redis.call('HSET', KEYS[1], 'lease', now() + ARGV[4])
return outcome`;

/** ARGV: token, lease ms. */
export const RENEW = `${NOW}${OWNED}
redis.call('HSET', KEYS[1], 'lease', now() + ARGV[2])
return 'renewed'`;

/** ARGV: token, record, lease ms, seconds to keep, then id and bytes in turn. */
export const MEND = `${NOW}${PUT}${EPOCH}
local token = redis.call('HGET', KEYS[1], 'token')
if token and token ~= ARGV[1] then
  if epoch(token) >= epoch(ARGV[1]) then return 'fenced' end
  redis.call('DEL', KEYS[2])
end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'record', ARGV[2], 'lease', now() + ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
for index = 5, #ARGV, 2 do
  local outcome = put(tonumber(ARGV[index]), ARGV[index + 1])
  if outcome ~= 'added' and outcome ~= 'known' then return outcome end
end
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 'mended'`;

/** ARGV: record, token, lease ms, seconds to keep. */
export const CREATE = `${NOW}
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'record', ARGV[1], 'token', ARGV[2], 'lease', now() + ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 'created'`;

/** ARGV: the new token's id, lease ms, code. KEYS[3]: the finished rooms. Replies with the token. */
export const CLAIM = `${NOW}${EPOCH}
if redis.call('SISMEMBER', KEYS[3], ARGV[3]) == 1 then return 'finished' end
local lease = redis.call('HGET', KEYS[1], 'lease')
if not lease then return 'gone' end
local offered = redis.call('HGET', KEYS[1], 'offered')
if not offered and tonumber(lease) > now() then return 'held' end
redis.call('HDEL', KEYS[1], 'offered')
local token = (epoch(redis.call('HGET', KEYS[1], 'token')) + 1) .. '.' .. ARGV[1]
redis.call('HSET', KEYS[1], 'token', token, 'lease', now() + ARGV[2])
return 'claimed ' .. token`;

/** ARGV: token. */
export const OFFER = `${OWNED}
redis.call('HSET', KEYS[1], 'offered', 1)
return 'offered'`;

/** ARGV: token, lease ms, gathering, channel, message. */
export const GATHER = `${NOW}${OWNED}
redis.call('HSET', KEYS[1], 'gathering', ARGV[3], 'lease', now() + ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 'gathered'`;

/** ARGV: watcher, most, ms. KEYS[1] are the room's spectators, until when each one's place is kept. */
export const WATCH = `${NOW}
local time = now()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time)
local taken = redis.call('ZCARD', KEYS[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and taken >= tonumber(ARGV[2]) then return 'full' end
redis.call('ZADD', KEYS[1], time + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return redis.call('ZCARD', KEYS[1]) .. ''`;

/** ARGV: watcher, or nothing. KEYS[1] as above. */
export const UNWATCH = `${NOW}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now())
return redis.call('ZCARD', KEYS[1]) .. ''`;

/** ARGV: token, tick, bytes, seconds to keep. KEYS[3]: the snapshot. */
export const KEEP_SNAPSHOT = `${OWNED}
redis.call('HSET', KEYS[3], 'tick', ARGV[2], 'bytes', ARGV[3])
for index = 1, 3 do redis.call('EXPIRE', KEYS[index], ARGV[4]) end
return 'kept'`;
