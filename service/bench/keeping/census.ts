/** A command as the driver sends it. */
export type Command = Readonly<Record<string, unknown>>;

/** Size of a value as BSON, in bytes. */
export type Measure = (document: Command) => number;

/** What was asked of MongoDB, and what it said. */
export interface Count {
  /** How often, by name of the command. */
  readonly commands: Readonly<Record<string, number>>;
  readonly operations: number;
  /** Documents that were to be inserted or changed, those included that were there already. */
  readonly documents: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Commands that serve the connection, and nobody's match. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'hello',
  'ping',
  'endSessions',
  'saslStart',
  'saslContinue',
]);

/** Counts commands and their answers. */
export class Census {
  readonly #measure: Measure;
  #commands: Record<string, number> = {};
  #documents = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  asked(name: string, command: Command): void {
    if (OF_CONNECTION.has(name)) return;
    this.#commands[name] = (this.#commands[name] ?? 0) + 1;
    this.#documents += written(command);
    this.#bytesIn += this.#measure(command);
  }

  answered(name: string, answer: Command): void {
    if (!OF_CONNECTION.has(name)) this.#bytesOut += this.#measure(answer);
  }

  /** What was counted since the last time, divided by `per`. */
  take(per = 1): Count {
    const counts = Object.entries(this.#commands);
    const count = {
      commands: Object.fromEntries(counts.map(([name, times]) => [name, times / per])),
      operations: counts.reduce((sum, [, times]) => sum + times, 0) / per,
      documents: this.#documents / per,
      bytesIn: Math.round(this.#bytesIn / per),
      bytesOut: Math.round(this.#bytesOut / per),
    };
    this.#commands = {};
    this.#documents = this.#bytesIn = this.#bytesOut = 0;
    return count;
  }
}

function written({ documents, updates }: Command): number {
  return [documents, updates].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

/**
 * Bytes of a document's key in an index, for each of its keys: those of its values as BSON and of the record's
 * number. The server packs keys more tightly, and leaves out what they begin with in common.
 */
export function keyBytes(document: Command, key: Command, measure: Measure): number {
  const paths = Object.keys(key);
  const rows = Math.max(1, ...paths.map((path) => valuesAt(document, path).length));
  return Array.from({ length: rows }, (_, row) =>
    paths.reduce((sum, path) => {
      const values = valuesAt(document, path);
      return sum + measure({ '': values[row] ?? values[0] ?? null }) - EMPTY_BYTES;
    }, RECORD_BYTES),
  ).reduce((sum, bytes) => sum + bytes, 0);
}

/** A document's frame as BSON: its length, and an end. */
const EMPTY_BYTES = 5;

/** A record's number. */
const RECORD_BYTES = 8;

/** Values at a dotted path; several where a list is on the way. Equal ones share a key. */
function valuesAt(document: unknown, path: string): readonly unknown[] {
  const [first = '', ...rest] = path.split('.');
  const value = (document as Command | undefined)?.[first];
  if (rest.length === 0) return [value];
  const all = [value].flat().flatMap((each) => valuesAt(each, rest.join('.')));
  return [...new Set(all)];
}
