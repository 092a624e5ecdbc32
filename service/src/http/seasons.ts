import { Hono } from 'hono';
import type { Seasons } from '../accounts/seasons.ts';
import type { Leaderboard, LeaderboardPlace } from '../protocol/account.ts';
import type { Leader } from '../store/leaderboard.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface SeasonsProps {
  readonly seasons: Seasons;
  readonly visitors: Visitors;
}

/** Routes below `/api/seasons`, for everybody. */
export function createSeasons({ seasons, visitors }: SeasonsProps): Hono {
  const routes = new Hono();

  routes.get('/current/leaderboard', async (context) => {
    const season = await seasons.current();
    const player = await visitors.playerOf(context);
    const [leaders, mine] = await Promise.all([
      seasons.leaders(season),
      player && seasons.placeOf(season, player.id),
    ]);
    const { id, from, until } = season;
    return context.json({
      season: { id, from: from.toISOString(), until: until.toISOString() },
      leaders: leaders.map(placeOf),
      me: mine && placeOf(mine),
    } satisfies Leaderboard);
  });

  return routes;
}

/** Without the player's id, which is nobody else's business. */
function placeOf({ rank, name, picture, score, wins, matches }: Leader): LeaderboardPlace {
  return { rank, name, picture, score, wins, matches };
}
