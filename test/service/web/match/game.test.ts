import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { step } from '../../../../service/game/index.ts';
import { type Admission, Game } from '../../../../service/web/src/match/game.ts';
import type { Board, ClosedWhy, Command, Result } from '../../../../service/web/src/worker/messages.ts';
import { boardOf, frameOf } from '../../../../service/web/src/worker/view.ts';
import { board } from '../../game/board.ts';

const admission: Admission = {
  code: 'BOARD',
  ticket: 't',
  seat: { name: 'Mira', tab: 'tab', isSpectator: false },
};
const personal = { me: 1, names: new Map([[1, 'Mira']]), wanted: null, press: 0 };

const result: Result = {
  ending: 'time',
  me: 1,
  area: 9,
  standings: [],
  names: new Map(),
  story: { ticks: [], cells: new Map() },
};

function page(admit: () => Promise<Admission> = async () => admission) {
  const commands: Command[] = [];
  const seats: (string | null)[] = [];
  const game = new Game({
    admit,
    rememberSeat: (code) => seats.push(code),
    command: (command) => commands.push(command),
    board: () => undefined,
    frame: () => undefined,
    changed: () => undefined,
  });
  return { game, commands, seats };
}

/** A board on which player 1 heads into its own trail. */
const drawn = board('1...\n....\n....', {
  1: {
    at: [1, 1],
    heading: 0,
    trail: [
      [1, 0],
      [2, 0],
      [2, 1],
      [1, 1],
    ],
  },
});
const shown: Board = boardOf(drawn, personal);
const { state, events } = step(drawn, []);
const deadly = frameOf(drawn, events, state, personal);

describe('a page’s way through a match', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('leads from the door into the match', async () => {
    const { game, commands, seats } = page();
    const entering = game.enter({ to: 'play' }, 'Mira');
    expect(game.view.screen).toBe('entering');
    await entering;
    expect(commands).toEqual([{ is: 'enter', ...admission }]);
    expect(seats).toEqual(['BOARD']);
    game.show(shown.frame, shown);
    expect(game.view).toMatchObject({ screen: 'match', code: 'BOARD', names: personal.names, area: 12 });
  });

  it('waits with the others for the host once there is room for who found none', async () => {
    const { game } = page();
    await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
    game.hear({ is: 'welcome', person: 'm', match: 'match' });
    const gathering = { guests: [{ person: 'n', name: 'Noa' }], isLocked: false, isStarted: false };
    game.hear({ is: 'gathering', gathering });
    game.hear({ is: 'watching', reason: 'full' });
    game.hear({ is: 'gathering', gathering: { ...gathering, isLocked: true } });
    expect(game.view.watching).toBe('full');
    const guests = [...gathering.guests, { person: 'm', name: 'Mira' }];
    game.hear({ is: 'gathering', gathering: { ...gathering, guests } });
    expect(game.view).toMatchObject({ screen: 'waiting', watching: null });
  });

  it('leads into a private room, and from there into the match once its host has started it', async () => {
    const { game, commands } = page();
    await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
    const guests = [
      { person: 'm', name: 'Mira' },
      { person: 'n', name: 'Noa' },
    ];
    const gathering = { guests, isLocked: false, isStarted: false };
    game.hear({ is: 'welcome', person: 'm', match: 'match' });
    game.hear({ is: 'gathering', gathering });
    game.show({ ...shown.frame, me: 0 }, shown);
    expect(game.view).toMatchObject({ screen: 'waiting', gathering, size: 'duel' });
    expect(game.isHost).toBe(true);
    // Nobody gives up waiting for friends.
    vi.advanceTimersByTime(60_000);
    expect(game.view.screen).toBe('waiting');
    game.order('start');
    expect(commands.at(-1)).toEqual({ is: 'host', order: 'start' });
    game.hear({ is: 'gathering', gathering: { ...gathering, isStarted: true } });
    game.show(shown.frame, shown);
    expect(game.view.screen).toBe('match');
  });

  it('leads home from a private room that nobody keeps any more, or that is locked', async () => {
    for (const [why, trouble] of [
      ['ended', 'troubleGone'],
      ['locked', 'troubleLocked'],
    ] as const) {
      const { game } = page();
      await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
      const gathering = { guests: [], isLocked: false, isStarted: false };
      game.hear({ is: 'gathering', gathering });
      expect(game.isHost).toBe(false);
      game.hear({ is: 'link', link: { is: 'closed', why } });
      expect(game.view).toMatchObject({ screen: 'home', trouble });
    }
  });

  it('keeps no seat for who only watches, and says when the gallery is full', async () => {
    const { game, seats } = page();
    await game.enter({ to: 'watch', code: 'BOARD' }, '');
    expect(seats).toEqual([]);
    game.hear({ is: 'watching', reason: 'spectator' });
    game.hear({ is: 'watchers', count: 3 });
    game.show({ ...shown.frame, me: 0 }, shown);
    expect(game.view).toMatchObject({ screen: 'match', watching: 'spectator', watchers: 3 });
    game.hear({ is: 'link', link: { is: 'closed', why: 'galleryFull' } });
    expect(game.view).toMatchObject({ screen: 'home', trouble: 'troubleGalleryFull' });
  });

  it('asks somebody without a name for one, and keeps what they wanted to do', async () => {
    const { game, commands } = page();
    const join = { to: 'join', code: 'AGAIN1' } as const;
    const rematch = { to: 'rematch', match: 'm', size: 'duel', bots: 0 } as const;
    for (const errand of [join, rematch]) {
      await game.enter(errand, '');
      expect(game.view).toMatchObject({ screen: 'home', trouble: 'troubleName', offer: errand });
      expect(commands.splice(0)).toEqual([{ is: 'leave' }, { is: 'show' }]);
    }
    await game.enter(rematch, 'Mira');
    expect(game.view).toMatchObject({ screen: 'entering', offer: null });
  });

  it('offers the room of an invitation', () => {
    const { game } = page();
    game.invite('BOARD');
    expect(game.view).toMatchObject({ screen: 'home', offer: { to: 'join', code: 'BOARD' } });
  });

  it('takes no notice of frames of another board', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, { ...shown, code: 'SHOW1-1' });
    expect(game.view.screen).toBe('entering');
  });

  it('opens the match only with a seat, or to watch', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show({ ...shown.frame, me: 0 }, shown);
    expect(game.view.screen).toBe('entering');
    game.hear({ is: 'watching', reason: 'full' });
    game.show({ ...shown.frame, me: 0, names: null }, shown);
    expect(game.view).toMatchObject({ screen: 'match', watching: 'full', names: personal.names });
  });

  it('does not wait forever for a seat', async () => {
    const { game, commands } = page();
    await game.enter({ to: 'play' }, 'Mira');
    vi.advanceTimersByTime(11_000);
    expect(game.view.screen).toBe('entering');
    vi.advanceTimersByTime(2_000);
    expect(game.view).toMatchObject({ screen: 'home', trouble: 'troubleOffline' });
    expect(commands.slice(1)).toEqual([{ is: 'leave' }, { is: 'show' }]);
  });

  it('takes no seat for who went back before one was given', async () => {
    let give = (_: Admission): void => undefined;
    const { game, commands, seats } = page(() => new Promise((resolve) => (give = resolve)));
    const entering = game.enter({ to: 'play' }, 'Mira');
    game.leave();
    give(admission);
    await entering;
    expect(commands).toEqual([{ is: 'leave' }, { is: 'show' }]);
    expect(seats).toEqual([null]);
    expect(game.view.screen).toBe('home');
  });

  it('says nothing of what went wrong to who wants something else by now', async () => {
    let refuse = (_: Error): void => undefined;
    const { game } = page(() => new Promise((_, reject) => (refuse = reject)));
    const entering = game.enter({ to: 'play' }, 'Mira');
    game.watchAgain('match', 0);
    refuse(new Error('late'));
    await entering;
    expect(game.view).toMatchObject({ screen: 'entering', trouble: null });
  });

  it('says why the door stayed shut', async () => {
    const refused = (refusal?: string) => async () => {
      throw Object.assign(new Error('no'), { refusal });
    };
    const trouble = async (admit: () => Promise<Admission>) => {
      const { game } = page(admit);
      await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
      expect(game.view.screen).toBe('home');
      return game.view.trouble;
    };
    expect(await trouble(refused('unknown-room'))).toBe('troubleUnknownRoom');
    expect(await trouble(refused('full'))).toBe('troubleFull');
    expect(await trouble(refused('unavailable'))).toBe('troubleUnavailable');
    expect(await trouble(refused('invalid'))).toBe('troubleName');
    expect(await trouble(refused('broken'))).toBe('troubleBroken');
    expect(await trouble(refused())).toBe('troubleOffline');
  });

  it('offers a room again into which one could not come just then', async () => {
    const join = { to: 'join', code: 'BOARD' } as const;
    const rematch = { to: 'rematch', match: 'm', size: 'duel', bots: 0 } as const;
    const refused = (refusal?: string) => async () => {
      throw Object.assign(new Error('no'), { refusal });
    };
    for (const [errand, refusal, offer] of [
      [join, 'unavailable', join],
      [join, undefined, join],
      [join, 'unknown-room', null],
      [{ to: 'watch', code: 'BOARD' }, 'too-many', join],
      [rematch, 'full', rematch],
      [{ to: 'play' }, 'unavailable', null],
    ] as const) {
      const { game } = page(refused(refusal));
      await game.enter(errand, 'Mira');
      expect(game.view.offer).toEqual(offer);
    }
  });

  const closed = async (why: ClosedWhy) => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.hear({ is: 'link', link: { is: 'closed', why } });
    return game.view;
  };

  it.each(['locked', 'galleryFull', 'broken'] as const)('offers a room again that was %s', async (why) => {
    expect(await closed(why)).toMatchObject({ screen: 'home', offer: { to: 'join', code: 'BOARD' } });
  });

  it.each(['gone', 'replaced'] as const)('offers no room again that is %s', async (why) => {
    expect(await closed(why)).toMatchObject({ screen: 'home', offer: null });
  });

  it('offers a room again that did not answer', async () => {
    const { game } = page();
    await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
    vi.advanceTimersByTime(13_000);
    expect(game.view).toMatchObject({ trouble: 'troubleOffline', offer: { to: 'join', code: 'BOARD' } });
  });

  it('shows no wish of the match before', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.turn(1);
    game.hear({ is: 'result', result });
    game.show({ ...shown.frame, ending: 'time' }, shown);
    vi.advanceTimersByTime(2_000);
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    expect(game.wanted).toBeNull();
  });

  it('shows a turn at once, and until a frame that knows of it says otherwise', async () => {
    const { game, commands } = page();
    game.turn(1);
    expect(commands).toEqual([]);
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.turn(1);
    game.turn(2);
    expect(game.wanted).toBe(2);
    expect(commands.slice(1)).toEqual([
      { is: 'turn', dir: 1, press: 1 },
      { is: 'turn', dir: 2, press: 2 },
    ]);
    game.show({ ...shown.frame, wanted: null, press: 1 }, shown);
    expect(game.wanted).toBe(2);
    game.show({ ...shown.frame, wanted: null, press: 2 }, shown);
    expect(game.wanted).toBeNull();
    expect(game.view.moved).toBe(true);
  });

  it('knows that one has set off, also before a reload', async () => {
    const { game } = page();
    await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
    const standing = shown.frame.heads.map((head) => ({ ...head, heading: 4 as const }));
    game.show({ ...shown.frame, heads: standing }, shown);
    expect(game.view.moved).toBe(false);
    game.show(shown.frame, shown);
    expect(game.view.moved).toBe(true);
    // Whoever stands again, after a fall, knows how.
    game.show({ ...shown.frame, heads: standing }, shown);
    expect(game.view.moved).toBe(true);
  });

  it('says how one died, until one is back', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.show(deadly, shown);
    expect(game.view.death).toMatchObject({ who: 1, how: 'own-trail' });
    expect(game.view.news).toHaveLength(1);
    game.show({ ...deadly, deaths: [] }, shown);
    expect(game.view.death).not.toBeNull();
    game.show(shown.frame, shown);
    expect(game.view.death).toBeNull();
  });

  it('leaves the last picture for a moment before the result', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.hear({ is: 'result', result });
    expect(game.view.screen).toBe('match');
    game.show({ ...shown.frame, ending: 'time' }, shown);
    vi.advanceTimersByTime(1_000);
    expect(game.view.screen).toBe('match');
    vi.advanceTimersByTime(1_000);
    expect(game.view).toMatchObject({ screen: 'result', result });
  });

  it('keeps the result on the screen when the room closes', async () => {
    const { game } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.hear({ is: 'result', result });
    game.show({ ...shown.frame, ending: 'time' }, shown);
    vi.advanceTimersByTime(2_000);
    game.hear({ is: 'link', link: { is: 'closed', why: 'ended' } });
    expect(game.view.screen).toBe('result');
  });

  it('goes home when the seat is lost, and says why', async () => {
    const { game, seats, commands } = page();
    await game.enter({ to: 'play' }, 'Mira');
    game.show(shown.frame, shown);
    game.hear({ is: 'link', link: { is: 'closed', why: 'replaced' } });
    expect(game.view).toMatchObject({ screen: 'home', trouble: 'troubleReplaced', frame: null });
    expect(seats.at(-1)).toBeNull();
    expect(commands.at(-1)).toEqual({ is: 'show' });
  });

  it('watches, and stops watching with a seat', async () => {
    const { game } = page();
    await game.enter({ to: 'join', code: 'BOARD' }, 'Mira');
    game.hear({ is: 'watching', reason: 'late' });
    game.show({ ...shown.frame, me: 0 }, shown);
    expect(game.view.watching).toBe('late');
    game.show(shown.frame, shown);
    expect(game.view.watching).toBeNull();
  });
});
