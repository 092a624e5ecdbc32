import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { Header } from '../../../game/index.ts';
import type { AddressDigest } from '../../mail/address.ts';
import type { Provider } from '../../protocol/provider.ts';
import type { FinishedMatch, Result, Standing } from '../finished-match.ts';
import type { MatchId, PlayerId } from '../ids.ts';
import { packLog, unpackLog } from '../match-log.ts';
import type { Player } from '../player.ts';
import type { Sitting } from '../sitting.ts';
import type { SuppressionReason } from '../store.ts';

/** Names of the collections. */
export const COLLECTIONS = {
  players: 'players',
  deletions: 'deletions',
  sittings: 'sittings',
  matches: 'matches',
  results: 'results',
  seasons: 'seasons',
  suppressions: 'suppressions',
  migrations: 'migrations',
} as const;

export interface PlayerDocument {
  _id: PlayerId;
  provider: Provider;
  subject: string;
  name: string;
  picture: string | null;
  createdAt: Date;
}

/** That a player was deleted: whoever stores something about the player at the same time must find this. */
interface DeletionDocument {
  _id: PlayerId;
  at: Date;
}

export interface SittingDocument {
  match: MatchId;
  person: string;
  player: PlayerId;
  from: Date;
  until: Date | null;
}

export interface MatchDocument {
  _id: MatchId;
  header: Header;
  /** `packLog` of the ticks. */
  log: Buffer;
  ending: FinishedMatch['ending'];
  hash: number;
  startedAt: Date;
  endedAt: Date;
  standings: Standing[];
  /** `digestOf` the match as it was first stored. */
  digest: string;
  /** Goes up whenever somebody is made anonymous or named late, so that of two at once neither undoes the other. */
  revision: number;
  /** Whether all players have their rows; missing where whoever stored the match broke off before. */
  isCounted?: boolean;
}

export interface ResultDocument {
  /** Match and incarnation, so that the row of somebody made anonymous still stands for it. */
  _id: string;
  match: MatchId;
  player: PlayerId | null;
  who: number;
  size: Header['size'];
  place: number;
  of: number;
  score: number;
  startedAt: Date;
  endedAt: Date;
  /** Missing in rows of older releases, all of which count. */
  isRanked?: boolean;
}

interface SeasonDocument {
  _id: string;
  from: Date;
  until: Date;
}

/** That no mail goes to an address any more. */
interface SuppressionDocument {
  _id: AddressDigest;
  reason: SuppressionReason;
  at: Date;
}

const text = { type: String, required: true } as const;
/** Mongoose takes empty text for missing. */
const anyText = { type: String, default: '' } as const;
const textOrNull = { type: String, default: null } as const;
const number = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;

function schema(collection: string, definition: SchemaDefinition): Schema {
  return new Schema(definition, {
    collection,
    versionKey: false,
    strict: 'throw',
    autoIndex: false,
    autoCreate: false,
  });
}

/** The models of a connection. */
export interface Models {
  readonly players: Model<PlayerDocument>;
  readonly deletions: Model<DeletionDocument>;
  readonly sittings: Model<SittingDocument>;
  readonly matches: Model<MatchDocument>;
  readonly results: Model<ResultDocument>;
  readonly seasons: Model<SeasonDocument>;
  readonly suppressions: Model<SuppressionDocument>;
}

export function modelsOf(connection: Connection): Models {
  const player = {
    _id: text,
    provider: text,
    subject: text,
    name: text,
    picture: textOrNull,
    createdAt: date,
  };
  const sitting = {
    match: text,
    person: text,
    player: text,
    from: date,
    until: { type: Date, default: null },
  };
  const header = { code: text, size: text, bots: number, rules: number, countdown: number };
  const standing = {
    _id: false,
    who: number,
    person: textOrNull,
    name: anyText,
    player: textOrNull,
    place: number,
    score: number,
  };
  const season = { _id: text, from: date, until: date };
  const times = { startedAt: date, endedAt: date };
  const match = {
    _id: text,
    header,
    log: { type: Buffer, required: true },
    ending: text,
    hash: number,
    ...times,
    standings: [standing],
    digest: text,
    revision: number,
    isCounted: Boolean,
  };
  const rank = { who: number, size: text, place: number, of: number, score: number };
  const result = { _id: text, match: text, player: textOrNull, ...rank, ...times, isRanked: Boolean };
  return {
    players: connection.model<PlayerDocument>('Player', schema(COLLECTIONS.players, player)),
    deletions: connection.model<DeletionDocument>(
      'Deletion',
      schema(COLLECTIONS.deletions, { _id: text, at: date }),
    ),
    sittings: connection.model<SittingDocument>('Sitting', schema(COLLECTIONS.sittings, sitting)),
    matches: connection.model<MatchDocument>('Match', schema(COLLECTIONS.matches, match)),
    results: connection.model<ResultDocument>('Result', schema(COLLECTIONS.results, result)),
    seasons: connection.model<SeasonDocument>('Season', schema(COLLECTIONS.seasons, season)),
    suppressions: connection.model<SuppressionDocument>(
      'Suppression',
      schema(COLLECTIONS.suppressions, { _id: text, reason: text, at: date }),
    ),
  };
}

export function playerFrom({ _id, provider, name, picture, createdAt }: PlayerDocument): Player {
  return { id: _id, provider, name, picture, createdAt };
}

export function matchFrom(document: MatchDocument): FinishedMatch {
  const { _id, header, log, ending, hash, startedAt, endedAt, standings } = document;
  return { id: _id, header, ticks: unpackLog(log), ending, hash, startedAt, endedAt, standings };
}

export function documentOf(match: FinishedMatch, digest: string): MatchDocument {
  const { id, header, ticks, ending, hash, startedAt, endedAt } = match;
  const log = Buffer.from(packLog(ticks));
  const standings = [...match.standings];
  return { _id: id, header, log, ending, hash, startedAt, endedAt, standings, digest, revision: 0 };
}

export function sittingFrom({ match, person, player, from, until }: SittingDocument): Sitting {
  return { match, person, player, from, until };
}

export function rowOf(result: Result): ResultDocument {
  return { _id: `${result.match}/${result.who}`, ...result };
}

/** None for the row of somebody who was made anonymous. */
export function resultFrom({ _id, player, isRanked = true, ...rest }: ResultDocument): Result[] {
  return player === null ? [] : [{ ...rest, player, isRanked }];
}
