import { findPart } from '../../test/parts.ts';
import { MONGODB } from '../../test/service/store/mongo-server.ts';
import { runChaos } from './chaos/chaos.ts';
import { FAULTS } from './chaos/faults.ts';
import { isWhole } from './chaos/verdict.ts';
import { CommandLine } from './command-line.ts';

const commandLine = new CommandLine(
  'npm run chaos -- [--seconds N] [--seed K] [--redises N] [--only fault,…]',
  {
    seconds: '60',
    redises: '2',
    only: Object.keys(FAULTS).join(','),
    seed: `${Date.now() % 1_000_000}`,
  },
);
const { values } = commandLine;

function whole(name: 'seconds' | 'seed' | 'redises'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  return commandLine.refuse(`--${name}: found ${values[name]}, expected a whole number above 0`);
}

const redisCommand =
  findPart('redis-server', 'REDIS_SERVER') ??
  commandLine.refuse('redis-server is not on PATH: run .ci/install, or name it by REDIS_SERVER');

const kinds = values.only.split(',');
const unknown = kinds.find((kind) => !Object.hasOwn(FAULTS, kind));
if (unknown !== undefined)
  commandLine.refuse(`--only: found ${unknown}, expected some of ${Object.keys(FAULTS).join(',')}`);

const seed = whole('seed');
console.log(`seed ${seed}`);
const report = await runChaos({
  seconds: whole('seconds'),
  seed,
  kinds,
  redisCommand,
  redises: whole('redises'),
  hasMongo: MONGODB !== undefined,
  onEvent: (event) => console.log(event),
});
console.log(JSON.stringify(report));
process.exit(isWhole(report) ? 0 : 1);
