import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION, type Sessions } from '../accounts/session.ts';
import type { PlayerId } from '../store/ids.ts';
import type { Player } from '../store/player.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';

/** A guest is known as long as browsers let cookies live. */
export const GUEST_SECONDS = 400 * 24 * 60 * 60;

/** Header by which two tabs of one browser are two guests. */
const TAB_HEADER = 'x-tab';

/** Play does not wait longer for the store: it goes on under the name that was typed. */
const NAME_MS = 1_000;

/** Who takes a seat. */
export interface Sitter {
  /** Public id, by which the match's log knows them; an account's there is that of the tab from which it came first. */
  readonly person: string;
  readonly name: string;
  /** `null` for a guest. */
  readonly player: PlayerId | null;
}

/** What is needed to know visitors. */
export interface VisitorsProps {
  readonly sessions: Sessions;
  readonly store: Store;
  /** Whether the site is reached by HTTPS, so that cookies can be bound to it. */
  readonly isSecure: boolean;
}

/**
 * Who asks. Every browser has a guest's cookie, random and kept nowhere but there; who has signed in has a session's,
 * too, which is worth what the session store says.
 */
export class Visitors {
  readonly #props: VisitorsProps;
  /** Browsers that have been met while a request of theirs is answered. */
  readonly #met = new WeakMap<Context, string>();

  constructor(props: VisitorsProps) {
    this.#props = props;
  }

  /** Secret id of the browser that asks; given to it now if it has none. */
  browserOf(context: Context): string {
    return this.#met.get(context) ?? this.knownBrowserOf(context) ?? this.#meet(context);
  }

  /** The same, `null` for a browser that says none. */
  knownBrowserOf(context: Context): string | null {
    const known = getCookie(context, this.#nameOf('guest'));
    return known !== undefined && /^[\w-]{24}$/.test(known) ? known : null;
  }

  /** Public id of whoever asks, the same for the same browser and tab. */
  personOf(context: Context): string {
    const tab = context.req.header(TAB_HEADER)?.slice(0, 64) ?? '';
    const hash = createHash('sha256').update(`${this.browserOf(context)} ${tab}`);
    return hash.digest('base64url').slice(0, 16);
  }

  /**
   * The signed-in player who asks; `null` for a guest, and for whoever has deleted the account elsewhere.
   * @throws LogUnavailable, StoreUnavailable
   */
  async playerOf(context: Context): Promise<Player | null> {
    const id = await this.#playerIdOf(context);
    return id === null ? null : this.#props.store.player(id);
  }

  /**
   * Whoever asks, as somebody who takes a seat: a player under the account's name, a guest under the one typed.
   * @throws LogUnavailable
   */
  async sitterOf(context: Context, typed: string): Promise<Sitter> {
    const person = this.personOf(context);
    const id = await this.#playerIdOf(context);
    if (id === null) return { person, name: typed, player: null };
    const player = await this.#inTime(this.#props.store.player(id));
    if (player === null) return { person, name: typed, player: null };
    return { person, name: player?.name ?? typed, player: id };
  }

  /** Begins a session for a player and ends the one before; no cookie that the browser had is of use afterwards. */
  async signIn(context: Context, player: PlayerId): Promise<void> {
    await this.#endSession(context);
    this.#meet(context);
    const token = await this.#props.sessions.issue({ player });
    this.#set(context, 'session', token, SESSION.seconds);
  }

  /** Ends the session of whoever asks; afterwards the browser is another guest. */
  async signOut(context: Context): Promise<void> {
    await this.#endSession(context);
    this.#meet(context);
    deleteCookie(context, this.#nameOf('session'), { path: '/', secure: this.#props.isSecure });
  }

  async #endSession(context: Context): Promise<void> {
    const token = this.#tokenOf(context);
    if (token !== undefined) await this.#props.sessions.withdraw(token);
  }

  async #playerIdOf(context: Context): Promise<PlayerId | null> {
    const token = this.#tokenOf(context);
    return token === undefined ? null : ((await this.#props.sessions.find(token))?.player ?? null);
  }

  #tokenOf(context: Context): string | undefined {
    return getCookie(context, this.#nameOf('session'));
  }

  /** Undefined where the store does not answer in time: a match must not wait for it. */
  async #inTime<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([answer, wait(NAME_MS, undefined, { ref: false })]);
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  }

  #meet(context: Context): string {
    const guest = randomBytes(18).toString('base64url');
    this.#set(context, 'guest', guest, GUEST_SECONDS);
    this.#met.set(context, guest);
    return guest;
  }

  #set(context: Context, cookie: 'guest' | 'session', value: string, maxAge: number): void {
    const { isSecure } = this.#props;
    setCookie(context, this.#nameOf(cookie), value, {
      httpOnly: true,
      maxAge,
      path: '/',
      sameSite: 'Lax',
      secure: isSecure,
    });
  }

  /** The prefix binds a cookie to this host and to HTTPS. */
  #nameOf(cookie: 'guest' | 'session'): string {
    return this.#props.isSecure ? `__Host-${cookie}` : cookie;
  }
}
