import type { TextKey } from '../i18n/language.ts';
import type { RequestFailed } from '../lobby/api.ts';
import type { ClosedWhy, ReplayTrouble } from '../worker/messages.ts';
import type { Errand, Offer } from './errand.ts';

/** Why somebody stands before the door again: what is said there, and what is offered. */
export interface Setback {
  readonly trouble: TextKey | null;
  readonly offer: Offer | null;
}

const CLOSED: Readonly<Record<ClosedWhy, TextKey | null>> = {
  ended: null,
  left: null,
  replaced: 'troubleReplaced',
  gone: 'troubleGone',
  locked: 'troubleLocked',
  galleryFull: 'troubleGalleryFull',
  broken: 'troubleBroken',
};

/** What closes a seat's connection, and yet not the room: one may come back to it. */
const RETURNABLE: ReadonlySet<ClosedWhy> = new Set(['locked', 'galleryFull', 'broken']);

const NO_REPLAY: Readonly<Record<ReplayTrouble, TextKey>> = {
  unknown: 'troubleUnknownMatch',
  offline: 'troubleOffline',
  broken: 'troubleBrokenMatch',
};

/** The service has not let an errand in, or has not answered: then there is no `refusal`. */
export function refused(errand: Errand, refusal: RequestFailed['refusal']): Setback {
  return { trouble: troubleOf(refusal), offer: refusal === 'unknown-room' ? null : offerOf(errand) };
}

/** The connection to a room was closed for good; `isWaiting` while its match has not begun. */
export function closed(why: ClosedWhy, code: string, isWaiting: boolean): Setback {
  return {
    trouble: isWaiting && why === 'ended' ? 'troubleGone' : CLOSED[why],
    offer: RETURNABLE.has(why) ? { to: 'join', code } : null,
  };
}

/** A match cannot be watched again. */
export function unshown(why: ReplayTrouble): Setback {
  return { trouble: NO_REPLAY[why], offer: null };
}

/** What the door offers to try again. */
function offerOf(errand: Errand): Offer | null {
  switch (errand.to) {
    case 'join':
    case 'rematch':
      return errand;
    case 'watch':
      return { to: 'join', code: errand.code };
    default:
      return null;
  }
}

function troubleOf(refusal: RequestFailed['refusal']): TextKey {
  switch (refusal) {
    case 'unknown-room':
      return 'troubleUnknownRoom';
    case 'full':
      return 'troubleFull';
    case 'unavailable':
      return 'troubleUnavailable';
    case 'too-many':
      return 'troubleTooMany';
    case 'invalid':
      return 'troubleName';
    case undefined:
      return 'troubleOffline';
    default:
      return 'troubleBroken';
  }
}
