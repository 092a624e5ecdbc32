/** Memory that a pod of the game may use, in MiB. */
export const APP_MEMORY_MIB = 768;

/** Part of it that V8's old space may take; the rest is buffers, code and the young generation. */
const HEAP_SHARE = 0.7;

/**
 * Half of V8's young generation at most, in MiB. V8 takes it by the machine: on one of many gigabytes it grows to 64, which
 * is so much of a small heap that the whole of it is marked every five seconds; in a pod of little memory it is 1, which is
 * collected many times a second.
 */
const SEMI_SPACE_MIB = 16;

/** What Node is told of that, as its NODE_OPTIONS: the game runs by it in a pod, and so does whatever is compared with it. */
export const NODE_OPTIONS = [
  `--max-old-space-size=${Math.floor(APP_MEMORY_MIB * HEAP_SHARE)}`,
  `--max-semi-space-size=${SEMI_SPACE_MIB}`,
].join(' ');
