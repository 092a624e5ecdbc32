import * as v from 'valibot';
import { SIZES, type Size } from '../../game/index.ts';
import { type Gathering, HOST_ORDERS } from '../rooms/gathering.ts';
import { ID } from './id.ts';
import { PLAY_CODE } from './play-code.ts';
import { MOST_NAME_LENGTH } from './player-name.ts';

const sizes = Object.keys(SIZES) as [Size, ...Size[]];

const NAME_FORM = `1 to ${MOST_NAME_LENGTH} characters`;

/**
 * What nobody sees: control characters, joiners, and the fillers of Hangul and Braille, by which one name looks like
 * another or like none. An emoji may be made of some of them, and is found first.
 */
// biome-ignore lint/complexity/useRegexLiterals: the compiler's target has no literals with this flag
const UNSEEN = new RegExp(
  String.raw`(\p{RGI_Emoji})|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`,
  'gv',
);

/** A name with something else in the place of each character that is not seen. */
export function seen(name: string, instead = ''): string {
  return name.replace(UNSEEN, (_, emoji: string = instead) => emoji);
}

const UNSHOWN = 'name: has characters that cannot be shown';

/** A player's name: trimmed, without control characters, and more than marks and blanks. */
export const PlayerName = v.pipe(
  v.string(),
  v.normalize('NFC'),
  v.trim(),
  v.minLength(1, `name: is empty, expected ${NAME_FORM}`),
  v.maxLength(MOST_NAME_LENGTH, `name: is too long, expected ${NAME_FORM}`),
  v.check((name) => seen(name) === name, UNSHOWN),
  v.regex(/[\p{L}\p{N}\p{P}\p{S}]/u, UNSHOWN),
);

const code = v.pipe(
  v.string(),
  v.trim(),
  v.toUpperCase(),
  v.regex(PLAY_CODE, 'code: expected six to eight letters and digits, as in the invitation'),
);

const BOTS = 'bots: expected a whole number of players up to which bots fill the room, at most its seats';

/**
 * `POST /api/rooms`: a new private room. Its match is started by its host, who is whoever comes first, or by whoever
 * comes first by coming. Answer: `Room`.
 */
export const NewRoom = v.pipe(
  v.object({
    size: v.optional(v.picklist(sizes, `size: expected one of ${sizes.join(', ')}`), 'small'),
    bots: v.optional(v.pipe(v.number(BOTS), v.integer(BOTS), v.minValue(0, BOTS))),
    /** Id of a match of which this is the rematch: whoever asks later is given the same room. */
    after: v.optional(v.pipe(v.string(), v.regex(ID, 'after: expected the id of a match'))),
    startedBy: v.optional(v.picklist(['host', 'first'], 'startedBy: expected host or first'), 'first'),
  }),
  v.forward(
    v.partialCheck(
      [['size'], ['bots']],
      ({ size, bots }) => bots === undefined || bots <= SIZES[size].seats,
      BOTS,
    ),
    ['bots'],
  ),
);

/** `POST /api/play`: a seat in a running room, or in a new one. Answer: `Ticket`. */
export const SeatRequest = v.object({ name: PlayerName });

/** `POST /api/rooms/:code/tickets`: a seat in that room, or one's own again. Answer: `Ticket`. */
export const TicketRequest = v.object({
  ...SeatRequest.entries,
  /** A page comes back by itself after its connection was lost: it does not take the seat from a page that came later. */
  isReturn: v.optional(v.boolean('isReturn: expected true or false'), false),
});

/** `POST /api/rooms/:code/tickets` names the room in its path, as does `…/spectators`, for who only watches. */
export const RoomPath = v.object({ code });

/** A room's answer. */
export interface Room {
  readonly code: string;
  readonly size: Size;
}

/** `GET /api/matches/:id/rematch`: the room in which those of the match play again, if somebody has called for that. */
export interface Rematch {
  readonly code: string | null;
}

/** Admission to a room: opens one socket, once, within 30 seconds, at `/ws?ticket=…`. */
export interface Ticket {
  readonly code: string;
  readonly ticket: string;
}

/** An error's answer, of any request: `error` is for programs, `message` says what to do. */
export interface Refusal {
  readonly error:
    | 'invalid'
    | 'foreign'
    | 'forbidden'
    | 'signed-out'
    | 'unknown-room'
    | 'unknown-match'
    | 'too-large'
    | 'no-picture'
    | 'replaced'
    | 'too-many'
    | 'broken'
    | 'full'
    | 'unavailable';
  readonly message: string;
}

/** Text messages of the server on the socket. Ticks and snapshots are binary. */
export type ServerMessage =
  /** First of all: who you are. Your seat is the join in the log (or the snapshot) with this `person`; `match` is its id. */
  | { readonly type: 'welcome'; readonly person: string; readonly code: string; readonly match: string }
  /** Who has come to a private room, and whether its host has started the match; again whenever that changes. */
  | ({ readonly type: 'gathering' } & Gathering)
  /** You watch: the room takes no one any more, or you came for that. */
  | { readonly type: 'watching'; readonly reason: 'full' | 'late' | 'spectator' }
  /** How many spectators there are. */
  | { readonly type: 'watchers'; readonly count: number }
  /** The match waits because the service cannot reach its log, or goes on again. */
  | { readonly type: 'paused'; readonly isPaused: boolean }
  /** The log has lost its end together with the room's owner: the match goes on from the snapshot that follows. */
  | { readonly type: 'rewound' }
  /** This pod goes away: connect anew, then close this socket. */
  | { readonly type: 'move' };

/** Text messages of the client on the socket. */
export const ClientMessage = v.variant('type', [
  v.object({ type: v.literal('leave') }),
  /** What only the host of a private room can ask. */
  v.object({ type: v.literal('host'), order: v.picklist(HOST_ORDERS) }),
]);
