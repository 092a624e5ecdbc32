import { parseArgs } from 'node:util';
import { findPart } from '../../test/parts.ts';
import { MONGODB } from '../../test/service/store/mongo-server.ts';
import { runChaos } from './chaos/chaos.ts';
import { FAULTS } from './chaos/faults.ts';
import { isWhole } from './chaos/verdict.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});

function whole(name: 'seconds' | 'seed'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name}: found ${values[name]}, expected a whole number above 0`);
  process.exit(2);
}

const redisCommand = findPart('redis-server', 'REDIS_SERVER');
if (redisCommand === undefined) {
  console.error('redis-server is not on PATH: run .ci/install, or name it by REDIS_SERVER');
  process.exit(2);
}

const kinds = values.only?.split(',') ?? Object.keys(FAULTS);
const unknown = kinds.find((kind) => FAULTS[kind] === undefined);
if (unknown !== undefined) {
  console.error(`--only: found ${unknown}, expected some of ${Object.keys(FAULTS).join(',')}`);
  process.exit(2);
}

const seed = whole('seed');
console.log(`seed ${seed}`);
const report = await runChaos({
  seconds: whole('seconds'),
  seed,
  kinds,
  redisCommand,
  hasMongo: MONGODB !== undefined,
  onEvent: (event) => console.log(event),
});
console.log(JSON.stringify(report));
process.exit(isWhole(report) ? 0 : 1);
