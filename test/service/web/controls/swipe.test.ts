import { describe, expect, it } from 'vitest';
import { directionOf } from '../../../../service/web/src/controls/keys.ts';
import { Swipe } from '../../../../service/web/src/controls/swipe.ts';

describe('a swipe', () => {
  it.each([
    ['up', 0, -30, 0],
    ['right', 30, 0, 1],
    ['down', 3, 30, 2],
    ['left', -30, 5, 3],
  ])('%s turns there', (_, dx, dy, dir) => {
    const swipe = new Swipe();
    swipe.begin(1, 100, 100);
    expect(swipe.move(1, 100 + dx, 100 + dy)).toBe(dir);
  });

  it('means nothing while short or diagonal', () => {
    const swipe = new Swipe();
    swipe.begin(1, 100, 100);
    expect(swipe.move(1, 110, 100)).toBeNull();
    expect(swipe.move(1, 125, 124)).toBeNull();
    expect(swipe.move(1, 160, 126)).toBe(1);
  });

  it('turns again without lifting the finger', () => {
    const swipe = new Swipe();
    swipe.begin(1, 100, 100);
    expect(swipe.move(1, 130, 100)).toBe(1);
    expect(swipe.move(1, 131, 130)).toBe(2);
  });

  it('is one finger’s, also while another rests and trembles', () => {
    const swipe = new Swipe();
    swipe.begin(1, 60, 600);
    swipe.begin(2, 300, 500);
    expect(swipe.move(1, 61, 600)).toBeNull();
    expect(swipe.move(2, 300, 470)).toBe(0);
    swipe.end(1);
    expect(swipe.move(2, 330, 470)).toBe(1);
  });

  it('needs a finger on the board', () => {
    const swipe = new Swipe();
    expect(swipe.move(1, 500, 0)).toBeNull();
    swipe.begin(1, 0, 0);
    swipe.end(1);
    expect(swipe.move(1, 500, 0)).toBeNull();
  });
});

describe('keys', () => {
  it.each([
    ['ArrowUp', 0],
    ['ArrowRight', 1],
    ['ArrowDown', 2],
    ['ArrowLeft', 3],
    ['KeyW', 0],
    ['KeyD', 1],
    ['KeyS', 2],
    ['KeyA', 3],
    ['KeyQ', null],
    ['constructor', null],
  ])('%s means %s', (code, dir) => {
    expect(directionOf(code)).toBe(dir);
  });
});
