import { type Direction, playerOf } from '../../../service/game/index.ts';
import type { Chance } from '../../../service/game/random.ts';
import type { Replica } from '../../../service/src/protocol/replica.ts';
import type { RoomLog } from '../../../service/src/rooms/room-log.ts';

/** Someone who asks for random things, also for nonsense: repeated, skipped and foreign turns. */
export class RandomPerson {
  readonly #name: string;
  readonly #chance: Chance;
  #seq = 1;
  #connection = 0;

  constructor(name: string, chance: Chance) {
    this.#name = name;
    this.#chance = chance;
  }

  async ask(log: RoomLog, replica: Replica): Promise<void> {
    const { code } = replica.state.header;
    const person = this.#name;
    const seat = replica.seatOf(person);
    const roll = this.#chance.draw(1000);
    const connection = String(this.#connection);
    if (seat === undefined) {
      if (roll < 200) await log.petition(code, { ask: 'sit', person, name: person, connection });
      this.#seq = 1;
    } else if (roll < 5) await log.petition(code, { ask: 'leave', person });
    else if (roll < 15) await log.petition(code, { ask: 'lost', person, connection });
    else if (roll < 30) {
      this.#connection += 1;
      await log.petition(code, { ask: 'sit', person, name: person, connection: String(this.#connection) });
    } else if (roll < 400) {
      const seen = playerOf(replica.state, seat.who)?.seq ?? 0;
      const first = Math.max(1, Math.min(this.#seq, seen + 1) - this.#chance.draw(2) + this.#chance.draw(2));
      const dirs = Array.from({ length: 1 + this.#chance.draw(3) }, () => this.#chance.draw(4) as Direction);
      this.#seq = first + dirs.length;
      await log.petition(code, { ask: 'turn', person, who: seat.who, first, dirs });
    }
  }
}
