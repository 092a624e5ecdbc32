/** A play code: six to eight letters and digits of Crockford's base 32, upper case. */
export const PLAY_CODE = /^[0-9A-HJKMNP-TV-Z]{6,8}$/;
