/** All of the rules' durations, in ticks unless named otherwise. */

/** Milliseconds between two ticks. */
export const TICK_MS = 150;

/** Length of a match. */
export const MATCH_TICKS = 1200;

/** No joining this close to the end. */
export const LATE_TICKS = 300;

/** From a death to the respawn. */
export const RESPAWN_TICKS = 13;

/** How long one who lost the connection keeps the direction. */
export const LOST_KEEPS_TICKS = 20;

/** From standing still to the death of one who is lost with a trail out. */
export const LOST_DIES_TICKS = 33;

/** One killer scores on one victim once in this many ticks. */
export const CREDIT_TICKS = 130;

/** Without a person for so long, a match is abandoned. */
export const ABANDONED_TICKS = 200;

/** A bot's choice takes effect so many ticks after what it saw. */
export const BOT_LAG_TICKS = 3;
