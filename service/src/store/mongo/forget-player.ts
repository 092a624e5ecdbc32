import { withoutPlayer } from '../finished-match.ts';
import type { MatchId, PlayerId } from '../ids.ts';
import { documentOf, type MatchDocument, type Models, matchFrom } from './documents.ts';

/**
 * Takes a player out of all that is stored: rows stay without the player, standings and logs without name and ids.
 * Sittings go with their match: one whose match is still to be stored says whom to blank in its log.
 */
export async function forgetPlayer(models: Models, player: PlayerId): Promise<void> {
  const sittings = await models.sittings.find({ player }).lean();
  const stood = await models.matches.find({ 'standings.player': player }, { _id: 1 }).lean();
  const persons = new Map<MatchId, string[]>(stood.map(({ _id }) => [_id, []]));
  for (const { match, person } of sittings) persons.set(match, [...(persons.get(match) ?? []), person]);
  await models.results.updateMany({ player }, { $set: { player: null } });
  for (const [match, names] of persons) {
    if (await blank(models, match, player, names)) await models.sittings.deleteMany({ match, player });
  }
}

/** Whether the match is stored; if so, the player is not in it any more. */
async function blank(
  models: Models,
  id: MatchId,
  player: PlayerId,
  persons: readonly string[],
): Promise<boolean> {
  for (;;) {
    const document = await models.matches.findById(id).lean<MatchDocument>();
    if (document === null) return false;
    const { digest, revision } = document;
    const { log, standings } = documentOf(withoutPlayer(matchFrom(document), player, persons), digest);
    const changed = { $set: { log, standings, revision: revision + 1 } };
    const { matchedCount } = await models.matches.updateOne({ _id: id, revision }, changed);
    if (matchedCount === 1) return true;
  }
}
