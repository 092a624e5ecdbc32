import type { Size } from '../../game/index.ts';
import type { PlayerSocket } from './player-socket.ts';

/** A player's socket in a room of a contender. */
export interface Client {
  readonly socket: PlayerSocket;
  /** Called for each tick of the match that has come. */
  onTick: () => void;
  /** The player turns. Returns whether that could be sent now. */
  turn(dir: number): boolean;
  /** Called after a second in which nothing was sent. */
  beat(): void;
}

/** What a contender is started with. */
export interface Setup {
  /** The Node that its servers run on. */
  readonly node: string;
  readonly processes: number;
}

/** What is measured: processes that carry rooms, and what they share. */
export interface Contender {
  readonly name: string;
  /** Processes that carry sockets. */
  readonly servers: readonly number[];
  /** Processes whose work counts: the servers, and Redis where there is one. */
  readonly workers: readonly number[];
  /** Opens room number `room`. Returns how others find it. */
  open(room: number, size: Size): Promise<string>;
  /** Takes a seat in a room. Players of one room come one after another. */
  join(code: string, player: number): Promise<Client>;
  stop(): Promise<void>;
}
