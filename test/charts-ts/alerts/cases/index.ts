import type { AlertCase } from './alert-case.ts';
import { CLUSTER } from './cluster.ts';
import { DATA } from './data.ts';
import { GAME } from './game.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { OBJECTIVES } from './objectives.ts';

/** Every alert, each with the least that is ill and the most that is well, by hand. */
export const CASES: readonly AlertCase[] = [...OBJECTIVES, ...GAME, ...DATA, ...CLUSTER, ...HEARTBEAT];
