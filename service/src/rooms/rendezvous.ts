import { fnv1a } from '../../game/index.ts';

/**
 * Places in the order of their weights for a key, as rendezvous hashing has it: the first is the key's home. A place that
 * is added at the end becomes the home of an even part of the keys, and no others move.
 */
export function rendezvous<T>(key: string, places: readonly T[]): readonly T[] {
  if (places.length === 1) return places;
  return places
    .map((place, index) => ({ place, weight: fnv1a(new TextEncoder().encode(`${key}${index}${key}`)) }))
    .sort((one, other) => other.weight - one.weight)
    .map(({ place }) => place);
}
