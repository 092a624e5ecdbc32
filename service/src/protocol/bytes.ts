/** What a number up to 2³²−1 takes at most. */
const MOST_VARINT_BYTES = 5;
const LAST_PLACE = 128 ** (MOST_VARINT_BYTES - 1);

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true });

/** Writes a growing row of bytes; integers are LEB128 varints unless said otherwise. */
export class ByteWriter {
  /** Most rows fit into these; longer arrays live outside of V8's heap, where each costs more to make. */
  #bytes = new Uint8Array(64);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** A whole number from 0 to 2³²−1. */
  varint(value: number): this {
    if (this.#length + MOST_VARINT_BYTES > this.#bytes.length) this.#grow(MOST_VARINT_BYTES);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#length = at;
    return this;
  }

  /** A whole number from −1 up, as itself plus one: −1 stands for "none". */
  optional(value: number): this {
    return this.varint(value + 1);
  }

  uint32(value: number): this {
    return this.byte(value)
      .byte(value >>> 8)
      .byte(value >>> 16)
      .byte(value >>> 24);
  }

  /** UTF-8, its length in bytes first. */
  text(value: string): this {
    return this.block(ENCODER.encode(value));
  }

  /** Bytes, their length first. */
  block(value: Uint8Array): this {
    this.varint(value.length);
    return this.raw(value);
  }

  raw(value: Uint8Array): this {
    if (this.#length + value.length > this.#bytes.length) this.#grow(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** What was read is not what the format allows: cut short, out of range, or followed by more. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}

/** Reads what `ByteWriter` wrote; every method throws `MalformedBytes` rather than read past the end. */
export class ByteReader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new MalformedBytes(`ends at byte ${this.#at}, more was expected`);
    this.#at += 1;
    return value;
  }

  /** A whole number up to `most`, in no more bytes than it needs. */
  varint(most = 0xffff_ffff): number {
    let byte = this.byte();
    let value = byte & 127;
    for (let place = 128; byte > 127; place *= 128) {
      if (place > LAST_PLACE) throw new MalformedBytes(`number of more than five bytes at byte ${this.#at}`);
      byte = this.byte();
      if (byte === 0) throw new MalformedBytes(`number before byte ${this.#at} has more bytes than it needs`);
      value += (byte & 127) * place;
    }
    if (value > most) throw new MalformedBytes(`number ${value} at byte ${this.#at}, at most ${most}`);
    return value;
  }

  /** The counterpart of `ByteWriter.optional`. */
  optional(most?: number): number {
    return this.varint(most === undefined ? undefined : most + 1) - 1;
  }

  uint32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  text(mostBytes: number): string {
    const bytes = this.block(mostBytes);
    try {
      return DECODER.decode(bytes);
    } catch {
      throw new MalformedBytes(`text before byte ${this.#at} is not UTF-8`);
    }
  }

  block(mostBytes: number): Uint8Array {
    const length = this.varint(mostBytes);
    if (this.#at + length > this.#bytes.length)
      throw new MalformedBytes(`block of ${length} bytes at byte ${this.#at} is cut short`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** All that is left. */
  rest(): Uint8Array {
    const left = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    return left;
  }

  /** Whether nothing is left. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Throws if anything is left. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new MalformedBytes(`${left} bytes too many`);
  }
}
