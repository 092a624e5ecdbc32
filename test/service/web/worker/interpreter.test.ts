import { describe, expect, it } from 'vitest';
import { RULES, type Rules, type State } from '../../../../service/game/index.ts';
import { Replica } from '../../../../service/src/protocol/replica.ts';
import type { ServerFrame } from '../../../../service/src/protocol/server-frame.ts';
import { encodeTick } from '../../../../service/src/protocol/tick.ts';
import { Interpreter } from '../../../../service/web/src/worker/interpreter.ts';

/** Rules of another version that do what today's do. */
function rulesOfVersion(version: number): Rules {
  const today = (state: State): State => ({ ...state, header: { ...state.header, rules: RULES.version } });
  const theirs = (state: State): State => ({ ...state, header: { ...state.header, rules: version } });
  return {
    ...RULES,
    version,
    createMatch: (header) => theirs(RULES.createMatch({ ...header, rules: RULES.version })),
    step: (state, inputs) => {
      const { state: after, events } = RULES.step(today(state), inputs);
      return { state: theirs(after), events };
    },
  };
}

const other = rulesOfVersion(RULES.version + 1);

function match(rules: Rules): { snapshot: ServerFrame; tick(): ServerFrame } {
  const header = { code: 'OTHER1', size: 'duel', bots: 2, rules: rules.version, countdown: 0 } as const;
  const replica = Replica.begin(header, rules);
  return {
    snapshot: { is: 'snapshot', bytes: replica.snapshot() },
    tick: () => {
      const bytes = encodeTick(replica.chain, replica.state.tick, []);
      replica.apply(bytes);
      return { is: 'tick', bytes };
    },
  };
}

function interpreter(fetch: (version: number) => Promise<Rules>) {
  const passed: [ServerFrame['is'], number][] = [];
  const failures: unknown[] = [];
  const reader = new Interpreter({
    fetch,
    frame: ({ is }, rules) => passed.push([is, rules.version]),
    failed: (error) => failures.push(error),
  });
  return { reader, passed, failures };
}

const never = (): Promise<Rules> => Promise.reject(new Error('nothing is to be fetched'));
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('reading a match', () => {
  it('by today’s rules begins at once', () => {
    const { reader, passed } = interpreter(never);
    const { snapshot, tick } = match(RULES);
    reader.take(snapshot);
    reader.take(tick());
    expect(passed).toEqual([
      ['snapshot', RULES.version],
      ['tick', RULES.version],
    ]);
  });

  it('by other rules waits for them, and passes on in order what came meanwhile', async () => {
    let learn: (rules: Rules) => void = () => undefined;
    const asked: number[] = [];
    const { reader, passed } = interpreter((version) => {
      asked.push(version);
      return new Promise((resolve) => {
        learn = resolve;
      });
    });
    const { snapshot, tick } = match(other);
    reader.take(snapshot);
    reader.take(tick());
    reader.take(tick());
    expect(passed).toEqual([]);
    learn(other);
    await settled();
    expect(asked).toEqual([other.version]);
    expect(passed).toEqual([
      ['snapshot', other.version],
      ['tick', other.version],
      ['tick', other.version],
    ]);
    reader.take(tick());
    expect(passed).toHaveLength(4);
  });

  it('comes back to today’s rules for the next match', async () => {
    const { reader, passed } = interpreter(async () => other);
    reader.take(match(other).snapshot);
    await settled();
    reader.take(match(RULES).snapshot);
    await settled();
    expect(passed).toEqual([
      ['snapshot', other.version],
      ['snapshot', RULES.version],
    ]);
  });

  it('fails once where rules cannot be had, and where bytes make no snapshot', async () => {
    const lost = interpreter(never);
    const { snapshot, tick } = match(other);
    lost.reader.take(snapshot);
    lost.reader.take(tick());
    await settled();
    expect(lost.failures).toHaveLength(1);
    expect(lost.passed).toEqual([]);

    const broken = interpreter(never);
    broken.reader.take({ is: 'snapshot', bytes: Uint8Array.of(1, 2) });
    expect(broken.failures).toHaveLength(1);
  });
});

describe('a snapshot', () => {
  it('is refused by the rules of another version, also where they would read it', () => {
    const { snapshot } = match(other);
    expect(() => Replica.restore(snapshot.bytes)).toThrow(
      `a match by rules ${other.version}, these are rules ${RULES.version}`,
    );
    expect(Replica.restore(snapshot.bytes, other).state.header.rules).toBe(other.version);
  });
});
