import type { PlayerId } from '../store/ids.ts';
import type { Prints } from './darkroom.ts';

/**
 * Judges pictures before anybody sees them. It is shown what would be shown, made anew, and only a picture that it
 * accepts is kept. Put another in the place of `acceptAll` in `service.ts` to ask a service or a person; while it
 * thinks, the player waits, so a slow one should accept, and take the picture away later by `Pictures.drop`.
 */
export interface Moderator {
  judge(prints: Prints, player: PlayerId): Promise<'accepted' | 'refused'>;
}

/** Accepts every picture: whether to trust the players is for whoever runs the site to decide. */
export const acceptAll: Moderator = { judge: async () => 'accepted' };
