import type { PlayerId } from '../../../../service/src/store/ids.ts';
import type { Store } from '../../../../service/src/store/store.ts';
import type { Person } from '../finished.ts';

export const AUTUMN = {
  id: '2026-q4',
  from: new Date('2026-09-30T15:00:00Z'),
  until: new Date('2026-12-31T15:00:00Z'),
};

/** The store of a test, empty when it begins, and the people in it. */
export class Scene {
  store!: Store;
  /** Another door to the same store. */
  readonly again: () => Promise<Store>;

  constructor(again: () => Promise<Store>) {
    this.again = again;
  }

  readonly naver = (subject: string): Parameters<Store['signIn']>[0] => ({ provider: 'naver', subject });

  readonly signIn = async (subject: string): Promise<PlayerId> =>
    (await this.store.signIn(this.naver(subject), `name of ${subject}`)).id;

  readonly seat = async (subject: string): Promise<Person> => ({
    person: `p-${subject}`,
    name: `played as ${subject}`,
    player: await this.signIn(subject),
  });

  readonly guest = (word: string): Person => ({ person: `g-${word}`, name: word, player: null });
}
