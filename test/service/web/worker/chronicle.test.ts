import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../../../service/web/src/worker/chronicle.ts';
import { board } from '../../game/board.ts';

describe('the story of a match', () => {
  it('has a point for each tenth tick, from the first that was seen', () => {
    const chronicle = new Chronicle();
    for (let tick = 7; tick <= 31; tick += 1) chronicle.note(board('11.', { 1: {} }, tick));
    expect(chronicle.tell([1])).toEqual({ ticks: [7, 10, 20, 30], cells: new Map([[1, [2, 2, 2, 2]]]) });
  });

  it('ends with the last state, whatever its tick', () => {
    const chronicle = new Chronicle();
    chronicle.note(board('1.', { 1: {} }, 10));
    chronicle.note({ ...board('11', { 1: {} }, 13), ending: 'time' });
    expect(chronicle.tell([1])).toEqual({ ticks: [10, 13], cells: new Map([[1, [1, 2]]]) });
  });

  it('says zero for those who were not there yet, and for those who are gone', () => {
    const chronicle = new Chronicle();
    chronicle.note(board('1..', { 1: {} }, 10));
    chronicle.note(board('12.', { 1: {}, 2: {} }, 20));
    chronicle.note(board('.22', { 2: {} }, 30));
    expect([...chronicle.tell([1, 2]).cells]).toEqual([
      [1, [1, 1, 0]],
      [2, [0, 1, 2]],
    ]);
  });

  it('forgets what a shortened log has undone', () => {
    const chronicle = new Chronicle();
    for (const tick of [10, 20, 30]) chronicle.note(board('11', { 1: {} }, tick));
    chronicle.note(board('1.', { 1: {} }, 15));
    chronicle.note(board('1.', { 1: {} }, 20));
    expect(chronicle.tell([1])).toEqual({ ticks: [10, 20], cells: new Map([[1, [2, 1]]]) });
  });
});
