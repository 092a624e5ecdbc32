/** Crockford's base 32: no I, L, O, U, so that a code survives being read aloud and typed. */
export const PLAY_CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A play code: six to eight of those letters. */
export const PLAY_CODE = new RegExp(`^[${PLAY_CODE_LETTERS}]{6,8}$`);
