import { describe, expect, it } from 'vitest';
import { Conflict, Fenced, LogUnavailable, TailLost } from '../../../service/src/rooms/room-log.ts';
import { heed } from '../../../service/src/rooms/script-word.ts';

describe("a script's word for a room", () => {
  it.each(['added', 'known', 'renewed', 'mended', 'offered', 'gathered', 'kept', 'removed'])(
    'is heeded: %s',
    (word) => {
      expect(() => heed('ABC123', word)).not.toThrow();
    },
  );

  it.each([
    ['fenced', Fenced],
    ['conflict', Conflict],
    ['gone', TailLost],
    ['behind 7', TailLost],
    ['failed OOM command not allowed', LogUnavailable],
    ['failed WRONGTYPE Operation against a key', Error],
  ])('is a refusal: %s', (word, refusal) => {
    expect(() => heed('ABC123', word)).toThrow(refusal);
  });

  it('says where a log that has lost its end goes on', () => {
    expect(() => heed('ABC123', 'behind 7')).toThrow(expect.objectContaining({ next: 7 }));
    expect(() => heed('ABC123', 'gone')).toThrow(expect.objectContaining({ next: 0 }));
  });

  it.each(['PONG', 'OK', '', undefined, 'added-not'])('is taken for none of these: %s', (reply) => {
    expect(() => heed('ABC123', reply)).toThrow(/room ABC123: Redis answered/);
  });
});
