import { setTimeout as wait } from 'node:timers/promises';
import type { Limit, Limiter } from '../limits/limiter.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { PlayerId } from '../store/ids.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { type Address, digestOfAddress, mailboxOf } from './address.ts';
import { composeInvitation, type MailLanguage } from './invitation.ts';
import { type Mailer, MailUnavailable, RecipientRefused } from './mailer.ts';
import type { UnsubscribeTokens } from './unsubscribe.ts';

/** What invitations need. */
export interface InvitationsProps {
  readonly mailer: Mailer;
  readonly store: Pick<Store, 'isSuppressed' | 'suppress'>;
  readonly limiter: Limiter;
  readonly tokens: UnsubscribeTokens;
  /** Origin of the site. */
  readonly publicUrl: string;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Pauses between attempts while mail or the store is away. @default 5 s, 30 s, 2 min */
  readonly pausesMs?: readonly number[];
}

/** An invitation as a player orders it. */
export interface InvitationOrder {
  readonly player: PlayerId;
  readonly name: string;
  readonly code: string;
  readonly to: Address;
  readonly language: MailLanguage;
}

/** One player's invitations. */
const PER_PLAYER: Limit = { name: 'invite-player', most: 20, seconds: 60 * 60 };

/** Invitations to one address, whoever sends them. */
export const PER_ADDRESS: Limit = { name: 'invite-address', most: 3, seconds: 24 * 60 * 60 };

/** All invitations of the site. */
const OVERALL: Limit = { name: 'invite-all', most: 500, seconds: 60 * 60 };

const PAUSES_MS = [5_000, 30_000, 120_000] as const;

/** Deliveries under way in this process. */
const MOST_UNDER_WAY = 200;

/**
 * Invitations by mail. Whoever orders one hears that it is on its way and no more: not whether the address exists,
 * has unsubscribed, or gets too much already, and not by how long the answer takes either.
 */
export class Invitations {
  readonly #props: InvitationsProps;
  readonly #underWay = new Set<Promise<void>>();
  readonly #aborter = new AbortController();

  constructor(props: InvitationsProps) {
    this.#props = props;
  }

  /** @throws LogUnavailable */
  async order(order: InvitationOrder): Promise<'accepted' | 'too-many' | 'busy'> {
    const { limiter, meter } = this.#props;
    if (!(await limiter.take(PER_PLAYER, order.player))) return 'too-many';
    if (this.#underWay.size >= MOST_UNDER_WAY || !(await limiter.take(OVERALL, ''))) return 'busy';
    if (!(await limiter.take(PER_ADDRESS, mailboxOf(order.to)))) {
      meter.count('playcode_mails_total', { outcome: 'limited' });
      return 'accepted';
    }
    const delivery = this.#insist(order);
    this.#underWay.add(delivery);
    void delivery.then(() => this.#underWay.delete(delivery));
    return 'accepted';
  }

  /** Begins no more attempts, and waits for those under way. */
  async close(): Promise<void> {
    this.#aborter.abort();
    await Promise.all(this.#underWay);
  }

  /** Delivers, if need be later. Never throws: nobody waits for it. */
  async #insist(order: InvitationOrder): Promise<void> {
    const { pausesMs = PAUSES_MS, meter, logger } = this.#props;
    const { signal } = this.#aborter;
    const attempts = [...pausesMs, null];
    for (const pause of attempts) {
      try {
        meter.count('playcode_mails_total', { outcome: await this.#deliver(order) });
        return;
      } catch (error) {
        const mayPass = error instanceof MailUnavailable || error instanceof StoreUnavailable;
        if (!mayPass || pause === null || signal.aborted) {
          meter.count('playcode_mails_total', { outcome: 'failed' });
          const err = withoutAddresses(error as Error);
          logger.error({ room: order.code, err }, 'an invitation could not be sent');
          return;
        }
        await wait(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #deliver({ to, language, name, code }: InvitationOrder): Promise<'sent' | 'suppressed' | 'refused'> {
    const { mailer, store, tokens, publicUrl } = this.#props;
    const digest = digestOfAddress(to);
    // Whoever wants no more mail wants none by another way to write the address.
    const mailbox = digestOfAddress(mailboxOf(to));
    for (const each of new Set([mailbox, digest])) if (await store.isSuppressed(each)) return 'suppressed';
    const room = `${publicUrl}/r/${code}`;
    const unsubscribe = `${publicUrl}/unsubscribe/${tokens.issue(mailbox)}`;
    try {
      await mailer.send(composeInvitation({ to, language, name, code, room, unsubscribe }));
      return 'sent';
    } catch (error) {
      if (!(error instanceof RecipientRefused)) throw error;
      await store.suppress(digest, 'refused');
      return 'refused';
    }
  }
}

/** What the log may say of an error: servers repeat addresses in what they answer, and addresses are not kept. */
function withoutAddresses({ name, message, stack = '' }: Error): Readonly<Record<string, string>> {
  const masked = (text: string): string => text.replace(/[^\s<>"'(/]+@[\w.-]+/g, '[address]');
  return { type: name, message: masked(message), stack: masked(stack) };
}
