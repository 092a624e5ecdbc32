import { RULES_VERSION } from '../../service/game/index.ts';
import { encodeRecording } from '../../service/src/protocol/recording.ts';
import { Replica } from '../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../service/src/protocol/tick.ts';

/** A whole match as the service would send it: seven robots and Mira, who walks in squares. Always the same. */
export function squareMatch(): Buffer {
  const header = { code: 'SQUARE', size: 'small', bots: 8, rules: RULES_VERSION, countdown: 0 } as const;
  const replica = Replica.begin(header);
  const ticks: Uint8Array[] = [];
  while (replica.state.ending === null) {
    const { tick } = replica.state;
    const bytes = encodeTick(replica.chain, tick, entriesAt(tick));
    replica.apply(bytes);
    ticks.push(bytes);
  }
  return Buffer.from(encodeRecording({ header, ticks }));
}

function entriesAt(tick: number): Entry[] {
  if (tick === 0) return [{ do: 'join', who: 1, person: 'mira', name: 'Mira' }];
  const turn = tick / 6;
  return Number.isInteger(turn) ? [{ do: 'turn', who: 1, seq: turn, dir: (turn % 4) as 0 | 1 | 2 | 3 }] : [];
}
