import { PROVIDERS, type Provider } from '../protocol/provider.ts';
import { MOST_NAME_BYTES } from '../protocol/tick.ts';
import type { Result } from './finished-match.ts';
import type { PlayerId } from './ids.ts';
import { expect, expectText } from './record.ts';
import type { Sitting } from './sitting.ts';

/**
 * What an account is known by: the provider and its name for the person. Never an e-mail address: whoever controls an
 * address at one provider would own the account made at another.
 */
export interface Account {
  readonly provider: Provider;
  /** The provider's own id of the person (`sub`, Naver's `id`). */
  readonly subject: string;
}

/** Somebody who has an account. */
export interface Player {
  readonly id: PlayerId;
  readonly provider: Provider;
  readonly name: string;
  /** Name of the picture, from which its files' are made; `null` without one. */
  readonly picture: string | null;
  readonly createdAt: Date;
}

/** What players change about themselves; what is absent stays. */
export interface PlayerChange {
  readonly name?: string;
}

/** All that is kept about a player, to hand it over. */
export interface PlayerExport {
  readonly player: Player;
  readonly account: Account;
  /** Newest first, as are the results. */
  readonly sittings: readonly Sitting[];
  readonly results: readonly Result[];
}

const MOST_SUBJECT_BYTES = 255;
const MOST_PICTURE_BYTES = 255;

/** @throws InvalidRecord */
export function checkAccount({ provider, subject }: Account): void {
  expect(PROVIDERS.includes(provider), 'provider', provider, `one of ${PROVIDERS.join(', ')}`);
  expectText('subject', subject, 1, MOST_SUBJECT_BYTES);
}

/** @throws InvalidRecord */
export function checkPlayerChange({ name }: PlayerChange): void {
  if (name !== undefined) expectText('name', name, 1, MOST_NAME_BYTES);
}

/** @throws InvalidRecord */
export function checkPicture(picture: string | null): void {
  if (picture !== null) expectText('picture', picture, 1, MOST_PICTURE_BYTES);
}
