/** For what carries a hash of its content in its name: behind it nothing ever changes. */
export const FOREVER = 'public, max-age=31536000, immutable';
