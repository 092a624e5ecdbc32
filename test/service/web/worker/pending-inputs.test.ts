import { describe, expect, it } from 'vitest';
import { STILL } from '../../../../service/game/index.ts';
import { PendingInputs } from '../../../../service/web/src/worker/pending-inputs.ts';
import { board } from '../../game/board.ts';

/** Player 3 of a one-row board: on it at a heading, or off it. */
function player({
  on = true,
  heading = STILL,
  seq = 0,
}: {
  on?: boolean;
  heading?: 0 | 1 | 2 | 3 | 4;
  seq?: number;
} = {}) {
  const piece = on ? { at: [0, 0] as const, heading } : {};
  return { ...board('3.', { 3: piece }).players[0]!, seq };
}

function seated(): PendingInputs {
  const pending = new PendingInputs();
  pending.sit(player());
  return pending;
}

describe('turns on their way', () => {
  it('go out at once, numbered from 1', () => {
    const pending = seated();
    pending.press(1, player());
    expect(pending.due(0)).toEqual({ is: 'inputs', who: 3, first: 1, dirs: [1] });
    expect(pending.due(100)).toBeNull();
  });

  it('are repeated whole with each new turn, and after 300 ms', () => {
    const pending = seated();
    pending.press(1, player());
    pending.due(0);
    pending.press(2, player());
    expect(pending.due(50)).toMatchObject({ first: 1, dirs: [1, 2] });
    expect(pending.due(349)).toBeNull();
    expect(pending.due(350)).toMatchObject({ first: 1, dirs: [1, 2] });
  });

  it('stay until a logged tick contains them, and only then', () => {
    const pending = seated();
    pending.press(1, player());
    pending.press(2, player());
    pending.acknowledge(4, 1, 1, false);
    expect(pending.due(0)).toMatchObject({ first: 1, dirs: [1, 2] });
    pending.acknowledge(3, 1, 1, false);
    expect(pending.due(300)).toMatchObject({ first: 2, dirs: [2] });
    pending.acknowledge(3, 2, 2, false);
    expect(pending.due(900)).toBeNull();
    expect(pending.wanted).toBeNull();
  });

  it('are numbered anew when the log contains another turn of this seat in their place', () => {
    const pending = seated();
    pending.press(1, player());
    pending.due(0);
    pending.acknowledge(3, 1, 0, false);
    expect(pending.due(1)).toMatchObject({ first: 2, dirs: [1] });
  });

  it('skip what changes nothing', () => {
    const pending = seated();
    pending.press(1, player({ heading: 1 }));
    expect(pending.due(0)).toBeNull();
    pending.press(2, player({ heading: 1 }));
    pending.press(2, player({ heading: 1 }));
    expect(pending.due(0)).toMatchObject({ dirs: [2] });
  });

  it('are at most three; of the later ones the last waits for its turn', () => {
    const pending = seated();
    for (const dir of [1, 2, 3, 0, 1] as const) pending.press(dir, player());
    expect(pending.due(0)).toMatchObject({ first: 1, dirs: [1, 2, 3] });
    expect(pending.wanted).toBe(1);
    pending.acknowledge(3, 1, 1, false);
    pending.follow(player({ heading: 1, seq: 1 }));
    expect(pending.due(1)).toMatchObject({ first: 2, dirs: [2, 3, 1] });
  });
});

describe('a turn that cannot go out yet', () => {
  it('waits for the respawn', () => {
    const pending = new PendingInputs();
    pending.sit(player({ on: false }));
    pending.press(0, player({ on: false }));
    expect(pending.due(0)).toBeNull();
    expect(pending.wanted).toBe(0);
    pending.follow(player());
    expect(pending.due(1)).toMatchObject({ first: 1, dirs: [0] });
  });

  it('waits until the player is not given up for lost any more', () => {
    const pending = seated();
    const lost = { ...player(), lostAt: 7 };
    pending.press(1, lost);
    expect(pending.due(0)).toBeNull();
    pending.follow(player());
    expect(pending.due(1)).toMatchObject({ first: 1, dirs: [1] });
  });

  it('is wished again if it was played while the player counted as lost', () => {
    const pending = seated();
    pending.press(1, player());
    pending.due(0);
    pending.acknowledge(3, 1, 1, true);
    pending.follow({ ...player({ seq: 1 }), lostAt: 7 });
    expect(pending.due(1)).toBeNull();
    expect(pending.wanted).toBe(1);
    pending.follow(player({ seq: 1 }));
    expect(pending.due(2)).toMatchObject({ first: 2, dirs: [1] });
  });

  it('waits for a seat', () => {
    const pending = new PendingInputs();
    pending.press(0, undefined);
    expect(pending.due(0)).toBeNull();
    pending.sit(player());
    pending.follow(player());
    expect(pending.due(1)).toMatchObject({ who: 3, first: 1, dirs: [0] });
  });
});

describe('after a reconnect', () => {
  it('everything unacknowledged goes out at once, and what the snapshot contains does not', () => {
    const pending = seated();
    pending.press(1, player());
    pending.press(2, player());
    pending.due(0);
    pending.sit(player({ heading: 1, seq: 1 }));
    expect(pending.due(1)).toMatchObject({ first: 2, dirs: [2] });
  });

  it('another incarnation begins without the turns of the one before', () => {
    const pending = seated();
    pending.press(1, player());
    pending.sit({ ...player(), who: 9 });
    expect(pending.due(0)).toBeNull();
  });
});
