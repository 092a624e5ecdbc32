/** Writes a growing row of bytes; integers are LEB128 varints unless said otherwise. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** A whole number from 0 to 2³²−1. */
  varint(value: number): this {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest = Math.floor(rest / 128);
    }
    return this.byte(rest);
  }

  /** A whole number from −1 up, as itself plus one: −1 stands for "none". */
  optional(value: number): this {
    return this.varint(value + 1);
  }

  uint32(value: number): this {
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** UTF-8, its length in bytes first. */
  text(value: string): this {
    return this.block(new TextEncoder().encode(value));
  }

  /** Bytes, their length first. */
  block(value: Uint8Array): this {
    this.varint(value.length);
    return this.raw(value);
  }

  raw(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
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
    let value = 0;
    for (let place = 1; place <= 128 ** 4; place *= 128) {
      const byte = this.byte();
      value += (byte & 127) * place;
      if (byte < 128) {
        if (byte === 0 && place > 1)
          throw new MalformedBytes(`number before byte ${this.#at} has more bytes than it needs`);
        if (value > most) throw new MalformedBytes(`number ${value} at byte ${this.#at}, at most ${most}`);
        return value;
      }
    }
    throw new MalformedBytes(`number of more than five bytes at byte ${this.#at}`);
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
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
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
