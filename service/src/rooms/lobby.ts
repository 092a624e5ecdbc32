import { MATCH_TICKS, RULES_VERSION, SIZES, type Size } from '../../game/index.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import { Replica } from '../protocol/replica.ts';
import { drawPlayCode } from './play-code.ts';
import type { RoomLog } from './room-log.ts';
import { RoomOwner } from './room-owner.ts';

/** Play-now seats people in matches that are not older than a half. */
const LATEST_SEATING_TICK = MATCH_TICKS / 2;

/** Draws of a code before giving up; codes collide once in millions. */
const MOST_DRAWS = 8;

/** What a lobby needs. */
export interface LobbyProps {
  readonly log: RoomLog;
  readonly meter: Meter;
  readonly logger: Logger;
}

/** Makes rooms, finds rooms, and runs those that this process owns. */
export class Lobby {
  readonly #props: LobbyProps;
  readonly #owners = new Map<string, RoomOwner>();

  constructor(props: LobbyProps) {
    this.#props = props;
  }

  /** Code of a new room that this process owns; strangers are seated in it only if it is public. @throws LogFull */
  async open(size: Size, isPublic: boolean): Promise<string> {
    const { log, meter, logger } = this.#props;
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const code = drawPlayCode();
      const header = { code, size, bots: SIZES[size].fill, rules: RULES_VERSION, countdown: 0 };
      const token = await log.create(header);
      if (token === null) continue;
      const onEnd = (): boolean => this.#owners.delete(code);
      const props = { log, token, replica: Replica.begin(header), isPublic, meter, logger, onEnd };
      this.#owners.set(code, await RoomOwner.start(props));
      logger.info({ room: code, size }, 'room opened');
      return code;
    }
    throw new Error(`no free play code in ${MOST_DRAWS} draws`);
  }

  /** Code of the room in which a newcomer plays at once: the fullest young one with a seat, or a new one. */
  async seatNow(size: Size): Promise<string> {
    const listings = await this.#props.log.listings();
    const open = listings.filter(
      (room) =>
        room.isPublic &&
        room.header.size === size &&
        room.people < SIZES[size].seats &&
        room.tick <= LATEST_SEATING_TICK,
    );
    const fullest = open.sort((a, b) => b.people - a.people)[0];
    return fullest?.header.code ?? this.open(size, true);
  }

  /** Whether a room is live. */
  async has(code: string): Promise<boolean> {
    return (await this.#props.log.find(code)) !== null;
  }

  /** Sets the gauges of rooms and players that this process owns. */
  measure(): void {
    const { meter } = this.#props;
    const owners = [...this.#owners.values()];
    const players = owners.flatMap((owner) => owner.replica.state.players);
    const bots = players.filter((player) => player.bot).length;
    meter.set('playcode_players', { kind: 'bot' }, bots);
    meter.set('playcode_players', { kind: 'person' }, players.length - bots);
    for (const size of Object.keys(SIZES) as Size[]) {
      const rooms = owners.filter((owner) => owner.replica.state.header.size === size);
      meter.set('playcode_rooms', { size }, rooms.length);
    }
  }

  /** Stops every room of this process. */
  async close(): Promise<void> {
    await Promise.all([...this.#owners.values()].map((owner) => owner.stop()));
  }
}
