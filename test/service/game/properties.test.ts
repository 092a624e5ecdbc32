import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMatch,
  type Direction,
  freeSeats,
  type Header,
  hashOf,
  type Input,
  parse,
  RULES_VERSION,
  type Size,
  type State,
  serialize,
  step,
} from '../../../service/game/index.ts';

/** What one person tries at a tick; most of it is steering. */
const deed = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('turn' as const), dir: fc.integer({ min: 0, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('join', 'leave', 'lost', 'back' as const) }) },
);

/** A tick of up to six deeds, by whom (an index into those present; beyond it someone who is not there). */
const deeds = fc.array(fc.tuple(fc.nat({ max: 7 }), deed), { maxLength: 6 });

const match = fc.record({
  code: fc.string({ minLength: 1, maxLength: 8 }),
  size: fc.constantFrom<Size>('duel', 'small'),
  bots: fc.integer({ min: 0, max: 2 }),
  ticks: fc.array(deeds, { minLength: 30, maxLength: 160 }),
});

function inputsOf(state: State, tick: readonly (readonly [number, { do: string; dir?: number }])[]): Input[] {
  const inputs: Input[] =
    freeSeats(state) > 0 && state.tick % 9 === 0 ? [{ do: 'join', who: state.next }] : [];
  for (const [index, deed] of tick) {
    const who = state.players[index]?.who ?? index + 1000;
    if (deed.do === 'turn')
      inputs.push({ do: 'turn', who, seq: (state.players[index]?.seq ?? 0) + 1, dir: deed.dir as Direction });
    else if (deed.do === 'join') inputs.push({ do: 'join', who: state.next + index });
    else inputs.push({ do: deed.do as 'leave', who });
  }
  return inputs;
}

function play(
  header: Header,
  ticks: readonly Parameters<typeof inputsOf>[1][],
  visit: (before: State, inputs: Input[], after: State) => void,
): void {
  let state = createMatch(header);
  for (const tick of ticks) {
    const inputs = inputsOf(state, tick);
    const after = step(state, inputs).state;
    visit(state, inputs, after);
    state = after;
  }
}

function everyMatch(runs: number, visit: (before: State, inputs: Input[], after: State) => void): void {
  fc.assert(
    fc.property(match, ({ code, size, bots, ticks }) => {
      play({ code, size, bots, rules: RULES_VERSION, countdown: 0 }, ticks, visit);
    }),
    { numRuns: runs },
  );
}

describe('in every match', () => {
  it('owners are players of the match, walls stay, and counts agree with the land', () => {
    everyMatch(60, (before, _, after) => {
      const counts = new Map<number, number>();
      const movedWalls = after.land.filter((owner, cell) => (owner === -1) !== (before.land[cell] === -1));
      expect(movedWalls).toHaveLength(0);
      for (const owner of after.land) if (owner > 0) counts.set(owner, (counts.get(owner) ?? 0) + 1);
      for (const player of after.players) {
        expect(player.cells).toBe(counts.get(player.who) ?? 0);
        counts.delete(player.who);
      }
      expect([...counts.keys()]).toEqual([]);
    });
  });

  it('a trail ends at the head, is connected, free of walls and repetitions, and empty exactly on own land', () => {
    everyMatch(60, (_, __, after) => {
      for (const { who, at, trail } of after.players) {
        if (at < 0) {
          expect(trail).toEqual([]);
          continue;
        }
        expect(trail.length === 0).toBe(after.land[at] === who);
        if (trail.length > 0) expect(trail.at(-1)).toBe(at);
        expect(new Set(trail).size).toBe(trail.length);
        for (const [index, cell] of trail.entries()) {
          expect(after.land[cell]).not.toBe(-1);
          const earlier = trail[index - 1];
          if (earlier !== undefined) expect([1, after.width]).toContain(Math.abs(cell - earlier));
        }
      }
    });
  });

  it('the order in which inputs arrive changes nothing', () => {
    everyMatch(40, (before, inputs, after) => {
      const reversed = [...inputs].reverse();
      const rotated = [...inputs.slice(1), ...inputs.slice(0, 1)];
      for (const order of [reversed, rotated]) expect(hashOf(step(before, order).state)).toBe(hashOf(after));
    });
  });

  it('serialize → parse → step equals step, and the bytes are the state’s own', () => {
    everyMatch(40, (before, inputs, after) => {
      const bytes = serialize(before);
      const parsed = parse(bytes);
      expect({ ...parsed, land: [] }).toEqual({ ...before, land: [] });
      expect(Buffer.compare(serialize(parsed), bytes)).toBe(0);
      expect(hashOf(step(parsed, inputs).state)).toBe(hashOf(after));
    });
  });

  it('a step leaves the state before it as it was', () => {
    everyMatch(20, (before, inputs) => {
      const hash = hashOf(before);
      step(before, inputs);
      expect(hashOf(before)).toBe(hash);
    });
  });
});

describe('the map', () => {
  it('leaves every free cell in reach of every other, and follows from the code alone', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 8 }),
        fc.constantFrom<Size>('duel', 'small', 'large'),
        (code, size) => {
          const header = { code, size, bots: 0, rules: RULES_VERSION, countdown: 0 };
          const { land, width } = createMatch(header);
          expect(createMatch(header).land).toEqual(land);
          const free = land.filter((owner) => owner === 0).length;
          const reached = new Set([land.indexOf(0)]);
          for (const cell of reached)
            for (const [next, isNear] of [
              [cell - width, true],
              [cell + width, true],
              [cell - 1, cell % width > 0],
              [cell + 1, cell % width < width - 1],
            ] as const)
              if (isNear && land[next] === 0) reached.add(next);
          expect(reached.size).toBe(free);
          expect(free).toBeLessThan(land.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('parse', () => {
  it('refuses players out of their order', () => {
    const match = createMatch({ code: 'X', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 });
    const { state } = step(match, [{ do: 'join', who: 1 }]);
    const reversed = { ...state, players: [...state.players].reverse() };
    expect(() => parse(serialize(reversed))).toThrow('player 1 is not in the order of incarnations');
  });

  it('refuses what serialize did not write, and nothing else than an error comes of it', () => {
    const bytes = serialize(
      createMatch({ code: 'X', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 }),
    );
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const broken = bytes.slice();
        broken[at] = value;
        try {
          parse(broken);
        } catch (error) {
          expect((error as Error).name).toBe('MalformedBytes');
        }
      }),
      { numRuns: 2000 },
    );
    expect(() => parse(bytes.subarray(0, bytes.length - 1))).toThrow('ends at byte');
    expect(() => parse(Uint8Array.from([...bytes, 0]))).toThrow('1 bytes too many');
  });
});
