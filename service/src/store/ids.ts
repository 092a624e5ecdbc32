import { randomBytes } from 'node:crypto';
import { ID } from '../protocol/id.ts';

/** Id of a match: play codes come back one day, ids never. */
export type MatchId = string & { readonly brand: 'MatchId' };

/** Id of a player's account. Random, and says nothing about the person. */
export type PlayerId = string & { readonly brand: 'PlayerId' };

/** Text from outside that is no id. */
export class InvalidId extends Error {
  override readonly name = 'InvalidId';
}

export function newMatchId(): MatchId {
  return newId() as MatchId;
}

export function newPlayerId(): PlayerId {
  return newId() as PlayerId;
}

/** @throws InvalidId */
export function parseMatchId(text: string): MatchId {
  return parseId('match id', text) as MatchId;
}

/** @throws InvalidId */
export function parsePlayerId(text: string): PlayerId {
  return parseId('player id', text) as PlayerId;
}

function newId(): string {
  return randomBytes(16).toString('base64url');
}

function parseId(field: string, text: string): string {
  if (typeof text === 'string' && ID.test(text)) return text;
  throw new InvalidId(
    `${field}: found ${JSON.stringify(String(text).slice(0, 40))}, expected 16 to 36 letters, digits, - or _`,
  );
}
