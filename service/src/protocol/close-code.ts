/**
 * Why the service closed a socket. Codes are the service's own range of RFC 6455 (4000–4999); below 4500 the client
 * connects again by itself with a new ticket, from 4500 on it tells the player and stays away.
 */
export const CLOSE_CODES = {
  /** The pod goes away; open another socket, then this one may go. */
  moving: 4000,
  /** The client fell behind and did not catch up. */
  tooSlow: 4001,
  /** Nothing was heard from the client. */
  silent: 4002,
  /** The room cannot be followed right now. */
  roomUnavailable: 4003,
  /** The match has ended and its last tick was sent. */
  ended: 4500,
  /** The client sent something that the protocol does not know. */
  malformed: 4501,
  /** The client sent more than a player can. */
  flooding: 4502,
  /** The same seat was taken from another socket. */
  replaced: 4503,
  /** There is no such room, or not any more. */
  roomGone: 4504,
  /** The player has left the match. */
  left: 4505,
  /** The room's host lets nobody else in. */
  locked: 4506,
  /** All places for spectators are taken. */
  galleryFull: 4507,
} as const;

/** A name of a close code. */
export type CloseReason = keyof typeof CLOSE_CODES;
