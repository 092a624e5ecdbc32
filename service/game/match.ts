import { SIZES } from './grid.ts';
import { generateMap } from './map.ts';
import { Chance, seedOf } from './random.ts';
import { type Header, RULES_VERSION, type State } from './state.ts';

/** A header that no match can be made from. */
class InvalidHeader extends Error {
  override readonly name = 'InvalidHeader';
}

/**
 * The state before tick 0.
 * @throws InvalidHeader naming the field, if the header is not one of these rules
 */
export function createMatch(header: Header): State {
  const size = SIZES[header.size];
  if (size === undefined)
    throw new InvalidHeader(`size: found ${header.size}, expected one of ${Object.keys(SIZES)}`);
  if (header.rules !== RULES_VERSION)
    throw new InvalidHeader(`rules: found version ${header.rules}, these are version ${RULES_VERSION}`);
  if (!Number.isInteger(header.bots) || header.bots < 0 || header.bots > size.seats)
    throw new InvalidHeader(
      `bots: found ${header.bots}, expected 0 to ${size.seats} in a ${header.size} room`,
    );
  const chance = new Chance(seedOf(header.code));
  const land = generateMap(size, chance);
  return {
    header,
    width: size.width,
    height: size.height,
    tick: 0,
    chance: chance.state,
    land,
    players: [],
    next: 1,
    lonely: 0,
    ending: null,
  };
}
