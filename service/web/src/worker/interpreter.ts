import { RULES, type Rules } from '../../../game/index.ts';
import { rulesOfSnapshot } from '../../../src/protocol/replica.ts';
import type { ServerFrame } from '../../../src/protocol/server-frame.ts';

/** What an interpreter needs from outside. */
export interface InterpreterPorts {
  /** The rules of a version that the page has not brought along. */
  fetch(version: number): Promise<Rules>;
  /** @throws what makes the match unreadable */
  frame(frame: ServerFrame, rules: Rules): void;
  /** The match cannot be followed. */
  failed(error: unknown): void;
}

/** Passes a match's frames on in their order, each with the rules by which it is to be read. */
export class Interpreter {
  readonly #ports: InterpreterPorts;
  #rules = RULES;
  /** What came while rules are fetched. */
  #waiting: ServerFrame[] | null = null;

  constructor(ports: InterpreterPorts) {
    this.#ports = ports;
  }

  take(frame: ServerFrame): void {
    if (this.#waiting !== null) {
      this.#waiting.push(frame);
      return;
    }
    try {
      const version = frame.is === 'snapshot' ? rulesOfSnapshot(frame.bytes) : this.#rules.version;
      if (version === this.#rules.version) this.#ports.frame(frame, this.#rules);
      else void this.#learn(version, frame);
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  async #learn(version: number, frame: ServerFrame): Promise<void> {
    const waiting = [frame];
    this.#waiting = waiting;
    try {
      this.#rules = version === RULES.version ? RULES : await this.#ports.fetch(version);
    } catch (error) {
      this.#ports.failed(error);
      return;
    }
    this.#waiting = null;
    for (const each of waiting) this.take(each);
  }
}
