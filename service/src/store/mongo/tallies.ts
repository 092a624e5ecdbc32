import type { PipelineStage } from 'mongoose';
import type { PlayerId } from '../ids.ts';
import type { Season } from '../season.ts';

/** The order of `tally` in `leaderboard.ts`. */
const ORDER = { score: -1, wins: -1, matches: 1, player: 1 } as const;

/** The best tallies of a season. */
export function tallies(season: Season, limit: number): PipelineStage[] {
  return [...added(season), { $sort: ORDER }, { $limit: limit }];
}

/** One player's tally of a season, with its `rank`. */
export function ranks(season: Season, player: PlayerId): PipelineStage[] {
  const rank = { $setWindowFields: { sortBy: ORDER, output: { rank: { $documentNumber: {} } } } };
  return [...added(season), rank, { $match: { player } }];
}

function added({ from, until }: Season): PipelineStage[] {
  const win = { $cond: [{ $eq: ['$place', 1] }, 1, 0] };
  return [
    {
      $match: { endedAt: { $gte: from, $lt: until }, player: { $type: 'string' }, isRanked: { $ne: false } },
    },
    { $group: { _id: '$player', score: { $sum: '$score' }, wins: { $sum: win }, matches: { $sum: 1 } } },
    { $project: { _id: 0, player: '$_id', score: 1, wins: 1, matches: 1 } },
  ];
}
