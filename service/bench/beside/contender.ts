import type { WebSocket } from 'ws';
import type { Size } from '../../game/index.ts';

/** A player's socket in a room of a contender. */
export interface Client {
  readonly socket: WebSocket;
  /** Called for each tick of the match that has come. */
  onTick: () => void;
  /** The player turns. Returns whether that could be sent now. */
  turn(dir: number): boolean;
  /** Called after a second in which nothing was sent. */
  beat(): void;
}

/** What is measured: two processes that carry rooms, and what they share. */
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
