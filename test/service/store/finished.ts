import { type Direction, type Header, hashOf, RULES_VERSION, scoreOf } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../service/src/protocol/tick.ts';
import type { FinishedMatch } from '../../../service/src/store/finished-match.ts';
import { newMatchId, type PlayerId } from '../../../service/src/store/ids.ts';

/** Somebody to be seated, in order of their incarnations 1, 2, … */
export interface Person {
  readonly person: string;
  readonly name: string;
  readonly player: PlayerId | null;
  /** Tick at which they leave. */
  readonly leavesAt?: number;
}

/** Matches of tests have dates of their own: a store that keeps them for so many days has them whenever the tests run. */
export const KEPT_DAYS = 3650;

/** How standings name a bot. */
const BOT = { person: null, name: '', player: null } as const;

/** A room as full as usual, whose match counts for its season; over before its bots have more than their first land. */
export const FILLED = { size: 'small', bots: 8, ticks: 1 } as const;

/** Options of a match, all with defaults. */
export interface Played {
  readonly people?: readonly Person[];
  readonly ticks?: number;
  readonly code?: string;
  readonly size?: Header['size'];
  /** Players up to which bots fill the room. */
  readonly bots?: number;
  readonly endedAt?: Date;
  /** Scores in place of those played, by person. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** A match that was really played by the rules, if only for a few ticks: its log replays to its hash. */
export function playMatch(options: Played = {}): FinishedMatch {
  const { people = [], ticks = 20, code = 'TEST01', size = 'small', bots = 0, scores } = options;
  const { endedAt = new Date('2026-11-20T12:00:00Z') } = options;
  const header = { code, size, bots, rules: RULES_VERSION, countdown: 0 };
  const replica = Replica.begin(header);
  const log = Array.from({ length: ticks }, (_, tick) => {
    const bytes = encodeTick(replica.chain, tick, entriesAt(tick, people));
    replica.apply(bytes);
    return bytes;
  });
  const stayed = replica.state.players.map((player) => {
    const { person, name, player: account } = people[player.who - 1] ?? BOT;
    const score = scores?.[person ?? ''] ?? scoreOf(player);
    return { who: player.who, person, name, player: account, score };
  });
  stayed.sort((a, b) => b.score - a.score || a.who - b.who);
  return {
    id: newMatchId(),
    header,
    ticks: log,
    ending: 'time',
    hash: hashOf(replica.state),
    startedAt: new Date(endedAt.getTime() - 180_000),
    endedAt,
    standings: stayed.map((standing, index) => ({ ...standing, place: index + 1 })),
  };
}

/** The match played again from its log alone. @throws OutOfSequence if the log does not hang together */
export function replay({ header, ticks }: Pick<FinishedMatch, 'header' | 'ticks'>): Replica {
  const replica = Replica.begin(header);
  for (const bytes of ticks) replica.apply(bytes);
  return replica;
}

function entriesAt(tick: number, people: readonly Person[]): Entry[] {
  return people.flatMap(({ person, name, leavesAt }, index): Entry[] => {
    const who = index + 1;
    if (tick === 0) return [{ do: 'join', who, person, name }];
    if (leavesAt !== undefined && tick >= leavesAt) return tick === leavesAt ? [{ do: 'leave', who }] : [];
    return tick % 4 === who % 4
      ? [{ do: 'turn', who, seq: Math.ceil(tick / 4), dir: (tick % 4) as Direction }]
      : [];
  });
}
