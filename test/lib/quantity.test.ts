import { describe, expect, it } from 'vitest';
import { bytesOf, coresOf } from '../../lib/quantity.ts';

describe('amounts in Kubernetes’ notation', () => {
  it('are bytes', () => {
    expect([bytesOf('512'), bytesOf('1Ki'), bytesOf('512Mi'), bytesOf('1.5Gi'), bytesOf('2G')]).toEqual([
      512, 1024, 536_870_912, 1_610_612_736, 2_000_000_000,
    ]);
  });

  it('are cores', () => {
    expect([coresOf('250m'), coresOf('2'), coresOf('0.5')]).toEqual([0.25, 2, 0.5]);
  });

  it('are refused where they mean nothing', () => {
    expect(() => bytesOf('512MB')).toThrow(
      '"512MB" is not an amount of bytes, expected a number and a unit as in 512Mi.',
    );
    expect(() => coresOf('fast')).toThrow('"fast" is not an amount of CPU');
  });
});
