import type { Ledger } from './ledger.ts';
import type { LightPlayer } from './light-player.ts';
import type { Rig } from './rig.ts';

/** So many lines of the services' logs are shown where something is wrong. */
const MOST_LINES = 40;

/** So many characters of what a line says beside its message. */
const MOST_LENGTH = 200;

/** Tells what the services said, where something needs to be explained. */
export class Narrator {
  readonly #rig: Rig;
  readonly #tell: (event: string) => void;

  /** @param tell Hears a line at a time. */
  constructor(rig: Rig, tell: (event: string) => void) {
    this.#rig = rig;
    this.#tell = tell;
  }

  /** Why a room is told of, and what processes said about it last. */
  tellRoom(code: string, why: string): void {
    this.#tell(`${code}: ${why}`);
    const lines = this.#rig.services.flatMap((service, index) =>
      service.lines
        .filter(({ room }) => room === code)
        .map((line) => `${line.time} process ${index}: ${line.msg} ${line.reason ?? line.tick ?? ''}`),
    );
    for (const line of lines.sort().slice(-MOST_LINES)) this.#tell(`  ${line}`);
  }

  /** Rooms that stand still, how their players fare, and what all processes said last. */
  tellStanding(ledgers: readonly Ledger[], players: readonly LightPlayer[]): void {
    this.#tell(`standing still: ${ledgers.map(({ code }) => code)}`);
    this.#tell(`  players: ${JSON.stringify(fortunesOf(ledgers, players))}`);
    for (const [index, { lines }] of this.#rig.services.entries())
      for (const { time, msg, room, ...rest } of lines.slice(-MOST_LINES))
        this.#tell(
          `  ${time} process ${index}: ${msg} ${room ?? ''} ${JSON.stringify(rest).slice(0, MOST_LENGTH)}`,
        );
  }

  /** Which ticks of a room were seen since a moment and are not in its log, when, and what the log has instead. */
  tellUnlogged(ledger: Ledger, log: readonly { readonly bytes: Uint8Array }[], since: number): void {
    for (const { tick, bytes, at, instead } of ledger.unlogged(log)) {
      if (at <= since) continue;
      const seenAt = new Date(performance.timeOrigin + at).toISOString();
      const [seen, logged] = [bytes, instead ?? new Uint8Array()].map((each) =>
        Buffer.from(each).toString('hex'),
      );
      this.#tell(`  ${seenAt} tick ${tick} of ${log.length} was seen: ${seen}, logged: ${logged}`);
    }
  }

  /** How many rooms were taken over for which reason. */
  tellTakeovers(): void {
    const counts: Record<string, number> = {};
    for (const { msg, reason } of this.#rig.services.flatMap(({ lines }) => lines))
      if (msg === 'room taken over') counts[String(reason)] = (counts[String(reason)] ?? 0) + 1;
    this.#tell(`takeovers ${JSON.stringify(counts)}`);
  }
}

/** How many players of these rooms fare how. */
function fortunesOf(
  ledgers: readonly Ledger[],
  players: readonly LightPlayer[],
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { ledger, over, fortune } of players)
    if (over === null && ledgers.includes(ledger)) counts[fortune] = (counts[fortune] ?? 0) + 1;
  return counts;
}
