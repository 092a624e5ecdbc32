import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressDigest } from '../../../service/src/mail/address.ts';
import { InvalidId, newMatchId, newPlayerId, type PlayerId } from '../../../service/src/store/ids.ts';
import { InvalidRecord } from '../../../service/src/store/record.ts';
import { MatchConflict, type Store } from '../../../service/src/store/store.ts';
import { type Person, playMatch, replay } from './finished.ts';

const AUTUMN = {
  id: '2026-q4',
  from: new Date('2026-09-30T15:00:00Z'),
  until: new Date('2026-12-31T15:00:00Z'),
};

/** What every adapter of `Store` does. `open` gives an empty store, the second time another door to the same one. */
export function describeStore(name: string, open: () => Promise<Store>, again: () => Promise<Store>): void {
  describe(`store in ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });

    const naver = (subject: string): Parameters<Store['signIn']>[0] => ({ provider: 'naver', subject });
    const signIn = async (subject: string): Promise<PlayerId> =>
      (await store.signIn(naver(subject), `name of ${subject}`)).id;
    const seat = async (subject: string): Promise<Person> => {
      return { person: `p-${subject}`, name: `played as ${subject}`, player: await signIn(subject) };
    };
    const guest = (word: string): Person => ({ person: `g-${word}`, name: word, player: null });

    describe('players', () => {
      it('makes a player at the first sign-in and finds the same one afterwards', async () => {
        const before = Date.now();
        const player = await store.signIn(naver('7'), '김하늘');
        expect(player).toEqual({
          id: expect.stringMatching(/^[\w-]{16,36}$/),
          provider: 'naver',
          name: '김하늘',
          picture: null,
          createdAt: expect.any(Date),
        });
        expect(player.createdAt.getTime()).toBeGreaterThanOrEqual(before);
        expect(await store.signIn(naver('7'), 'another name')).toEqual(player);
        expect(await store.player(player.id)).toEqual(player);
      });

      it('takes the same subject at another provider for somebody else', async () => {
        const one = await store.signIn({ provider: 'naver', subject: '7' }, 'a');
        const other = await store.signIn({ provider: 'google', subject: '7' }, 'a');
        expect(other.id).not.toBe(one.id);
      });

      it('makes one player of ten sign-ins at once', async () => {
        const signIns = Array.from({ length: 10 }, () => store.signIn(naver('at once'), 'x'));
        const ids = (await Promise.all(signIns)).map(({ id }) => id);
        expect(new Set(ids).size).toBe(1);
      });

      it('changes what is given and leaves the rest', async () => {
        const { id } = await store.signIn(naver('7'), 'old');
        await store.replacePicture(id, 'one');
        expect(await store.updatePlayer(id, { name: 'new' })).toMatchObject({ name: 'new', picture: 'one' });
        expect(await store.updatePlayer(id, {})).toEqual(await store.player(id));
      });

      it('says to each who replaces a picture which one was before', async () => {
        const { id } = await store.signIn(naver('7'), 'x');
        expect(await store.replacePicture(id, 'one')).toEqual({ before: null });
        expect(await store.replacePicture(id, 'two')).toEqual({ before: 'one' });
        const names = ['a', 'b', 'c', 'd', 'e'];
        const replaced = await Promise.all(names.map((name) => store.replacePicture(id, name)));
        const last = await store.replacePicture(id, null);
        const before = [...replaced, last].map((answer) => answer?.before);
        expect(before.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'two']);
        expect(await store.player(id)).toMatchObject({ name: 'x', picture: null });
        await store.replacePicture(id, 'three');
        expect(await store.deletePlayer(id)).toMatchObject({ picture: 'three' });
      });

      it('finds those of some players that there are', async () => {
        const ids = await Promise.all(['1', '2', '3'].map(signIn));
        const found = await store.players([ids[2]!, newPlayerId(), ids[0]!, ids[2]!]);
        expect(found.map(({ name }) => name).sort()).toEqual(['name of 1', 'name of 3']);
        expect(await store.players([])).toEqual([]);
      });

      it('knows nobody under a strange id', async () => {
        const stranger = newPlayerId();
        expect(await store.player(stranger)).toBeNull();
        expect(await store.updatePlayer(stranger, { name: 'x' })).toBeNull();
        expect(await store.replacePicture(stranger, 'x')).toBeNull();
        expect(await store.exportPlayer(stranger)).toBeNull();
        expect(await store.deletePlayer(stranger)).toBeNull();
        expect(await store.history(stranger, 10)).toEqual([]);
        expect(await store.leaderboardPlace(AUTUMN, stranger)).toBeNull();
      });

      it('refuses what is no player and says which field', async () => {
        await expect(store.signIn(naver(''), 'x')).rejects.toThrow('subject: found ""');
        await expect(store.signIn(naver('1'), '')).rejects.toThrow('name: found ""');
        await expect(store.signIn(naver('1'), '가'.repeat(17))).rejects.toThrow('text of 1 to 48 bytes');
        await expect(store.signIn({ provider: 'mail' as never, subject: '1' }, 'x')).rejects.toThrow(
          'provider: found "mail", expected one of naver, google',
        );
        const id = await signIn('1');
        await expect(store.replacePicture(id, 'x'.repeat(256))).rejects.toThrow(InvalidRecord);
      });
    });

    describe('addresses that get no mail', () => {
      it('are remembered from the first time on, whatever the reason and however often', async () => {
        const [one, other] = ['a', 'b'].map((letter) => letter.repeat(43) as AddressDigest) as [
          AddressDigest,
          AddressDigest,
        ];
        expect(await store.isSuppressed(one)).toBe(false);
        await Promise.all([
          store.suppress(one, 'unsubscribed'),
          store.suppress(one, 'refused'),
          (await again()).suppress(one, 'unsubscribed'),
        ]);
        expect(await store.isSuppressed(one)).toBe(true);
        expect(await (await again()).isSuppressed(one)).toBe(true);
        expect(await store.isSuppressed(other)).toBe(false);
      });
    });

    describe('sittings', () => {
      it('adds reports of one sitting up, in any order', async () => {
        const match = newMatchId();
        const player = await signIn('1');
        const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 12, 0, second));
        const sitting = { match, person: 'p', player };
        const reports = [
          { ...sitting, from: at(5), until: at(9) },
          { ...sitting, from: at(1), until: null },
          { ...sitting, from: at(1), until: null },
          { ...sitting, from: at(7), until: at(8) },
        ];
        const merged = [{ ...sitting, from: at(1), until: at(9) }];
        for (const report of reports) await store.recordSitting(report);
        expect(await store.sittings(match)).toEqual(merged);
        await Promise.all(reports.map((report) => store.recordSitting(report)));
        expect(await store.sittings(match)).toEqual(merged);
      });

      it('counts one that is noted after its match was stored, and once', async () => {
        const late = await signIn('1');
        const match = playMatch({
          people: [
            { person: 'p', name: 'Ana', player: null },
            { person: 'q', name: 'Bo', player: null },
          ],
        });
        await store.saveMatch(match);
        const sitting = { match: match.id, person: 'q', player: late, from: new Date(0), until: null };
        await store.recordSitting(sitting);
        await Promise.all([sitting, sitting].map((report) => store.recordSitting(report)));
        expect(await store.saveMatch(match)).toBe('known');
        const { place, score, who } = match.standings.find(({ person }) => person === 'q')!;
        expect(await store.history(late, 9)).toMatchObject([{ match: match.id, who, place, score, of: 2 }]);
        const kept = (await store.match(match.id))!.standings;
        expect(kept.map(({ person, player }) => [person, player]).sort()).toEqual([
          ['p', null],
          ['q', late],
        ]);
        await store.deletePlayer(late);
        await store.recordSitting(sitting);
        expect(JSON.stringify((await store.match(match.id))!.standings)).not.toContain(late);
        expect(await store.sittings(match.id)).toEqual([]);
      });

      it('gives those of one match by person', async () => {
        const [match, other] = [newMatchId(), newMatchId()];
        const player = await signIn('1');
        const from = new Date('2026-11-20T12:00:00Z');
        for (const person of ['c', 'a', 'b'])
          await store.recordSitting({ match, person, player, from, until: null });
        await store.recordSitting({ match: other, person: 'd', player, from, until: null });
        expect((await store.sittings(match)).map(({ person }) => person)).toEqual(['a', 'b', 'c']);
        expect(await store.sittings(newMatchId())).toEqual([]);
      });

      it('refuses one that ends before it begins', async () => {
        const from = new Date('2026-11-20T12:00:00Z');
        const sitting = { match: newMatchId(), person: 'p', player: await signIn('1'), from };
        await expect(store.recordSitting({ ...sitting, until: new Date(0) })).rejects.toThrow('until: found');
      });
    });

    describe('matches', () => {
      it('gives a match back as it was, byte for byte, and it replays to its hash', async () => {
        const match = playMatch({ people: [await seat('1'), guest('손님'), await seat('2')], ticks: 50 });
        expect(await store.saveMatch(match)).toBe('new');
        const stored = await (await again()).match(match.id);
        expect({ ...stored, ticks: stored!.ticks.map((tick) => [...tick]) }).toEqual({
          ...match,
          ticks: match.ticks.map((tick) => [...tick]),
        });
        expect(replay(stored!).state.tick).toBe(50);
        expect(await store.match(newMatchId())).toBeNull();
      });

      it('keeps one match and one row for each player, however often and wherever it is stored', async () => {
        const people = [await seat('1'), await seat('2'), guest('g')];
        const match = playMatch({ people, scores: { 'p-1': 30, 'p-2': 50, 'g-g': 40 } });
        const other = await again();
        const outcomes = await Promise.all(
          [store, other, store, other].map((door) => door.saveMatch({ ...match })),
        );
        expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1);
        const later = { ...match, endedAt: new Date(match.endedAt.getTime() + 5000) };
        expect(await store.saveMatch(later)).toBe('known');
        expect((await store.match(match.id))!.endedAt).toEqual(match.endedAt);
        const [one, two] = people.map(({ player }) => player!);
        const shared = {
          match: match.id,
          size: 'small',
          of: 3,
          startedAt: match.startedAt,
          endedAt: match.endedAt,
        };
        expect(await store.history(one!, 10)).toEqual([
          { ...shared, player: one, who: 1, place: 3, score: 30 },
        ]);
        expect(await store.history(two!, 10)).toEqual([
          { ...shared, player: two, who: 2, place: 1, score: 50 },
        ]);
        expect((await store.leaderboard(AUTUMN, 10)).map(({ matches }) => matches)).toEqual([1, 1]);
      });

      it('refuses another match under the same id and changes nothing', async () => {
        const people = [await seat('1')];
        const match = playMatch({ people, scores: { 'p-1': 10 } });
        await store.saveMatch(match);
        const longer = { ...playMatch({ people, ticks: 21, scores: { 'p-1': 99 } }), id: match.id };
        await expect(store.saveMatch(longer)).rejects.toThrow(MatchConflict);
        await expect(store.saveMatch({ ...match, hash: (match.hash ^ 1) >>> 0 })).rejects.toThrow(
          `match ${match.id}: another match is stored under this id`,
        );
        await expect(store.saveMatch({ ...match, ending: 'abandoned' })).rejects.toThrow(MatchConflict);
        expect((await store.match(match.id))!.ticks).toHaveLength(20);
        expect((await store.history(people[0]!.player!, 10)).map(({ score }) => score)).toEqual([10]);
      });

      it('gives a player who sat twice the row of the better place', async () => {
        const player = await signIn('1');
        const tab = (person: string): Person => ({ person, name: 'x', player });
        const match = playMatch({
          people: [tab('a'), tab('b'), guest('g')],
          scores: { a: 5, b: 9, 'g-g': 7 },
        });
        await store.saveMatch(match);
        expect(await store.history(player, 10)).toMatchObject([{ who: 2, place: 1, of: 3, score: 9 }]);
      });

      it('keeps a match nobody with an account was in', async () => {
        const match = playMatch({ people: [guest('g')] });
        expect(await store.saveMatch(match)).toBe('new');
        expect(await store.leaderboard(AUTUMN, 10)).toEqual([]);
      });

      it('takes a log of a mebibyte and refuses a longer one', async () => {
        const match = playMatch({ people: [guest('g')] });
        const tick = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(7);
        const ticks = Array.from({ length: 4 }, () => tick(262_000));
        expect(await store.saveMatch({ ...match, ticks })).toBe('new');
        expect((await store.match(match.id))!.ticks.map(({ length }) => length)).toEqual(
          Array(4).fill(262_000),
        );
        const more = { ...match, id: newMatchId(), ticks: [...ticks, tick(600)] };
        await expect(store.saveMatch(more)).rejects.toThrow('expected at most 1048576');
        await expect(store.saveMatch({ ...match, ticks: [] })).rejects.toThrow('ticks: found 0');
      });

      it('refuses what is no match and says which field', async () => {
        const match = playMatch({ people: [guest('g')] });
        const standing = match.standings[0]!;
        await expect(store.saveMatch({ ...match, id: 'x' as never })).rejects.toThrow(InvalidId);
        await expect(store.saveMatch({ ...match, endedAt: new Date(0) })).rejects.toThrow('endedAt: found');
        await expect(store.saveMatch({ ...match, hash: -1 })).rejects.toThrow('hash: found -1');
        await expect(store.saveMatch({ ...match, standings: [standing, standing] })).rejects.toThrow(
          'standings',
        );
        await expect(store.saveMatch({ ...match, standings: [{ ...standing, place: 0 }] })).rejects.toThrow(
          'standing of 1, place: found 0, expected a whole number from 1 to 1000',
        );
        expect(await store.match(match.id)).toBeNull();
      });

      it('pages through a history, newest first', async () => {
        const person = await seat('1');
        const at = (day: number): Date => new Date(Date.UTC(2026, 10, day));
        for (const day of [3, 1, 2]) await store.saveMatch(playMatch({ people: [person], endedAt: at(day) }));
        const first = await store.history(person.player!, 2);
        expect(first.map(({ endedAt }) => endedAt)).toEqual([at(3), at(2)]);
        const rest = await store.history(person.player!, 2, at(2));
        expect(rest.map(({ endedAt }) => endedAt)).toEqual([at(1)]);
        await expect(store.history(person.player!, 101)).rejects.toThrow('limit: found 101');
      });
    });

    describe('seasons and leaderboards', () => {
      it('keeps seasons, moves their ends, and refuses two in one time', async () => {
        const winter = { id: '2027-q1', from: AUTUMN.until, until: new Date('2027-03-31T15:00:00Z') };
        await store.declareSeason(AUTUMN);
        await store.declareSeason(AUTUMN);
        await store.declareSeason(winter);
        expect(await store.seasons()).toEqual([winter, AUTUMN]);
        const longer = { ...winter, until: new Date('2027-04-30T15:00:00Z') };
        await store.declareSeason(longer);
        expect(await store.seasons()).toEqual([longer, AUTUMN]);
        const between = { id: 'between', from: new Date('2026-12-01'), until: new Date('2027-01-02') };
        await expect(store.declareSeason(between)).rejects.toThrow('no other season in its time');
        await expect(store.declareSeason({ ...winter, until: winter.from })).rejects.toThrow('until: found');
      });

      it('adds up the results of a season and of no other time', async () => {
        const [one, two, three] = [await seat('1'), await seat('2'), await seat('3')];
        const play = async (endedAt: Date, scores: Readonly<Record<string, number>>): Promise<unknown> =>
          store.saveMatch(playMatch({ people: [one, two, three, guest('g')], endedAt, scores }));
        await play(AUTUMN.from, { 'p-1': 10, 'p-2': 40, 'p-3': 20, 'g-g': 500 });
        await play(new Date(AUTUMN.until.getTime() - 1), { 'p-1': 60, 'p-2': 40, 'p-3': 5, 'g-g': 1 });
        await play(AUTUMN.until, { 'p-1': 1000, 'p-2': 1, 'p-3': 1, 'g-g': 1 });
        await play(new Date(AUTUMN.from.getTime() - 1), { 'p-1': 1, 'p-2': 1, 'p-3': 1000, 'g-g': 1 });
        await store.updatePlayer(two.player!, { name: '새 이름' });
        await store.replacePicture(two.player!, 'two');
        const leaders = await store.leaderboard(AUTUMN, 10);
        expect(leaders).toEqual(
          [
            {
              rank: 1,
              player: two.player,
              score: 80,
              wins: 0,
              matches: 2,
              name: '새 이름',
              picture: 'two',
            },
            { rank: 2, player: one.player, score: 70, wins: 1, matches: 2, name: 'name of 1', picture: null },
            {
              rank: 3,
              player: three.player,
              score: 25,
              wins: 0,
              matches: 2,
              name: 'name of 3',
              picture: null,
            },
          ].sort((a, b) => a.rank - b.rank),
        );
        expect(await store.leaderboard(AUTUMN, 1)).toEqual(leaders.slice(0, 1));
        expect(await store.leaderboardPlace(AUTUMN, three.player!)).toEqual(leaders[2]);
        await expect(store.leaderboard(AUTUMN, 0)).rejects.toThrow('limit: found 0');
      });

      it('lets wins, then the fewer matches decide between equal scores', async () => {
        const [one, two, three] = [await seat('1'), await seat('2'), await seat('3')];
        await store.saveMatch(playMatch({ people: [one, two], scores: { 'p-1': 10, 'p-2': 20 } }));
        await store.saveMatch(playMatch({ people: [one], scores: { 'p-1': 10 } }));
        await store.saveMatch(playMatch({ people: [three, guest('g')], scores: { 'p-3': 20, 'g-g': 30 } }));
        const order = (await store.leaderboard(AUTUMN, 10)).map(({ player }) => player);
        expect(order).toEqual([two.player, one.player, three.player]);
      });
    });

    describe('deletion and export', () => {
      it('hands over all that is kept about a player', async () => {
        const person = await seat('1');
        const player = person.player!;
        const match = playMatch({ people: [person, guest('g')] });
        const sitting = {
          match: match.id,
          person: 'p-1',
          player,
          from: match.startedAt,
          until: match.endedAt,
        };
        await store.recordSitting(sitting);
        await store.saveMatch(match);
        expect(await store.exportPlayer(player)).toEqual({
          player: await store.player(player),
          account: { provider: 'naver', subject: '1' },
          sittings: [sitting],
          results: await store.history(player, 10),
        });
        expect(await store.history(player, 10)).toHaveLength(1);
      });

      it('leaves no name and no id behind, and the match still replays to its hash', async () => {
        const [gone, stays] = [await seat('gone'), await seat('stays')];
        const match = playMatch({ people: [gone, stays, guest('g')] });
        const from = match.startedAt;
        await store.recordSitting({
          match: match.id,
          person: gone.person,
          player: gone.player!,
          from,
          until: null,
        });
        await store.saveMatch(match);
        const player = await store.player(gone.player!);
        expect(await store.deletePlayer(gone.player!)).toEqual(player);
        expect(await store.deletePlayer(gone.player!)).toBeNull();
        expect(await store.player(gone.player!)).toBeNull();
        expect(await store.exportPlayer(gone.player!)).toBeNull();
        expect(await store.history(gone.player!, 10)).toEqual([]);
        expect(await store.sittings(match.id)).toEqual([]);
        expect((await store.leaderboard(AUTUMN, 10)).map((leader) => leader.player)).toEqual([stays.player]);
        const stored = (await store.match(match.id))!;
        const text = JSON.stringify([
          stored.standings,
          stored.ticks.map((tick) => Buffer.from(tick).toString()),
        ]);
        expect(text).not.toContain('gone');
        expect(text).not.toContain(gone.player);
        expect(text).toContain('played as stays');
        const { state, seats } = replay(stored);
        expect({ tick: state.tick, seats: seats.size }).toEqual({ tick: 20, seats: 3 });
        expect(stored.hash).toBe(match.hash);
        expect(stored.standings.map(({ place }) => place)).toEqual([1, 2, 3]);
      });

      it('does not let a deleted player back in by storing the match again', async () => {
        const gone = await seat('gone');
        const match = playMatch({ people: [gone, await seat('stays')] });
        await store.saveMatch(match);
        await store.deletePlayer(gone.player!);
        expect(await store.saveMatch(match)).toBe('known');
        expect(await store.history(gone.player!, 10)).toEqual([]);
        expect(JSON.stringify((await store.match(match.id))!.standings)).not.toContain('gone');
      });

      it('blanks a player who left a match and deleted the account before it was stored', async () => {
        const left: Person = { ...(await seat('left')), leavesAt: 5 };
        const [played, stays] = [await seat('played'), await seat('stays')];
        const match = playMatch({ people: [left, played, stays] });
        for (const { person, player } of [left, played])
          await store.recordSitting({
            match: match.id,
            person,
            player: player!,
            from: match.startedAt,
            until: null,
          });
        await store.deletePlayer(left.player!);
        await store.deletePlayer(played.player!);
        expect(await store.saveMatch(match)).toBe('new');
        const stored = (await store.match(match.id))!;
        const names = stored.ticks.map((tick) => Buffer.from(tick).toString()).join();
        expect(names).not.toContain('played as left');
        expect(names).not.toContain('played as played');
        expect(names).toContain('played as stays');
        expect(stored.standings.map(({ name }) => name).sort()).toEqual(['', 'played as stays']);
        expect(await store.history(played.player!, 10)).toEqual([]);
        expect(await store.sittings(match.id)).toEqual([]);
      });

      it('blanks everybody where several players of one match delete their accounts at once', async () => {
        const people = [await seat('a'), await seat('b'), await seat('c')];
        const match = playMatch({ people });
        await store.saveMatch(match);
        await Promise.all(people.map(({ player }) => store.deletePlayer(player!)));
        const stored = (await store.match(match.id))!;
        expect(stored.ticks.map((tick) => Buffer.from(tick).toString()).join()).not.toContain('played as');
        expect(stored.standings.map(({ name, player }) => [name, player])).toEqual(Array(3).fill(['', null]));
      });

      it('lets the same person begin anew', async () => {
        const before = await signIn('1');
        await store.deletePlayer(before);
        const after = await store.signIn(naver('1'), 'again');
        expect(after.id).not.toBe(before);
        expect(after.name).toBe('again');
      });
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}
