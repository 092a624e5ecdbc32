/** Most characters of a player's name. */
export const MOST_NAME_LENGTH = 12;
