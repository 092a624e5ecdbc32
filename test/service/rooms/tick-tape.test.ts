import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TickTape } from '../../../service/src/rooms/tick-tape.ts';

function tape(first: number, ...ticks: readonly number[][]): TickTape {
  const made = new TickTape(first);
  for (const bytes of ticks) made.append(Uint8Array.from(bytes));
  return made;
}

/** What is held, as numbers. */
function held(from: TickTape): [number, number[]][] {
  return from.from(0).map(({ tick, bytes }) => [tick, [...bytes]]);
}

describe('a tape of ticks', () => {
  it('gives back each tick as it was appended, from its first number on', () => {
    const three = tape(7, [1], [], [2, 3]);
    expect(held(three)).toEqual([
      [7, [1]],
      [8, []],
      [9, [2, 3]],
    ]);
    expect(three.next).toBe(10);
    expect(three.length).toBe(3);
    expect(three.from(9).map(({ tick }) => tick)).toEqual([9]);
    expect(three.from(10)).toEqual([]);
  });

  it('has nothing before its first tick and after its last', () => {
    const one = tape(7, [1]);
    expect([6, 7, 8].map((tick) => one.at(tick)?.length)).toEqual([undefined, 1, undefined]);
  });

  it('goes on where it was cut', () => {
    const cut = tape(0, [1], [2], [3]);
    cut.dropBefore(2);
    cut.append(Uint8Array.of(4));
    expect(held(cut)).toEqual([
      [2, [3]],
      [3, [4]],
    ]);
    cut.dropBefore(1);
    expect(cut.length).toBe(2);
  });

  it('begins at the tick before which everything was dropped, however far that is', () => {
    const skipped = tape(0, [1]);
    skipped.dropBefore(50);
    skipped.append(Uint8Array.of(2));
    expect(held(skipped)).toEqual([[50, [2]]]);
  });

  it('leaves what was read from it as it was', () => {
    const read = tape(0, [1, 2], [3]);
    const first = read.at(0)!;
    read.dropBefore(1);
    for (let tick = 2; tick < 400; tick += 1) read.append(new Uint8Array(9).fill(7));
    expect([...first]).toEqual([1, 2]);
  });

  it('holds what a list of ticks would, whatever is appended and dropped', () => {
    const deed = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ append: bytes })),
      fc.nat(4).map((ahead) => ({ drop: ahead })),
    );
    fc.assert(
      fc.property(fc.nat(1000), fc.array(deed, { maxLength: 60 }), (first, deeds) => {
        const made = new TickTape(first);
        let list: [number, number[]][] = [];
        let next = first;
        let begin = first;
        for (const each of deeds) {
          if ('append' in each) {
            made.append(each.append);
            list.push([next, [...each.append]]);
            next += 1;
          } else {
            begin = Math.min(next, begin + each.drop);
            made.dropBefore(begin);
            list = list.filter(([tick]) => tick >= begin);
          }
        }
        expect(held(made)).toEqual(list);
        expect(made.next).toBe(next);
      }),
    );
  });
});
