/** For what carries a hash of its content in its name: behind it nothing ever changes. */
export const FOREVER = 'public, max-age=31536000, immutable';

/** For pages and icons: without a word about it a browser would show those of an old release for days, unasked. */
export const ASKED = 'no-cache';
