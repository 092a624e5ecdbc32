import type { Fate } from '../../consequence.ts';
import { type Fields, field, text } from '../../field.ts';
import { type Finding, foundIf } from '../../finding.ts';
import { isWithin } from '../../network/address.ts';

/** Looks at the properties of a resource before and after. */
export type Rule = (base: Fields, head: Fields) => readonly Finding[];

/** Rules by the kinds of resources that they are about. */
export type Rules = Readonly<Record<string, readonly Rule[]>>;

/** A finding if a setting was on and is not any more. */
export function lost(path: string, on: unknown, fate: Fate, because: string): Rule {
  return (base, head) => foundIf(field(base, path) === on && field(head, path) !== on, fate, because);
}

/** A finding if a setting was there and is not any more. */
export function ended(property: string, fate: Fate, because: string): Rule {
  return (base, head) => foundIf(base[property] !== undefined && head[property] === undefined, fate, because);
}

/** A finding if a list has items that it did not have. */
export function gained(list: (properties: Fields) => readonly string[], fate: Fate, because: string): Rule {
  return (base, head) => {
    const before = new Set(list(base));
    const more = list(head).filter((item) => !before.has(item));
    return more.length > 0 ? [[fate, `${because}: ${more.join(', ')}`]] : [];
  };
}

/** What somebody may reach, and from where. */
export interface Opening {
  readonly from: string;
  readonly what: string;
}

/** A finding if something is open to addresses that could not reach it; a part of a range that could is none. */
export function opened(list: (properties: Fields) => readonly Opening[], fate: Fate, because: string): Rule {
  return (base, head) => {
    const before = list(base);
    const more = list(head).filter(
      ({ from, what }) => !before.some((other) => other.what === what && isWithin(from, other.from)),
    );
    const inWords = more.map(({ from, what }) => [what, from].filter(Boolean).join(' to '));
    return foundIf(more.length > 0, fate, `${because}: ${inWords.join(', ')}`);
  };
}

/** A finding if a list has no longer all its items. */
export function left(list: (properties: Fields) => readonly string[], fate: Fate, because: string): Rule {
  return (base, head) => gained(list, fate, because)(head, base);
}

/** A finding if a version is older than it was: `v1.21.1-eksbuild.1` than `v1.21.2-eksbuild.1`, `4.9.0` than `4.13.1`. */
export function older(property: string, fate: Fate, because: string): Rule {
  return (base, head) => {
    const [was, is] = [base, head].map((properties) => text(properties, property)) as [string, string];
    return foundIf(isOlder(is, was), fate, `${was} → ${is}: ${because}`);
  };
}

/** Whether the first number in which two versions differ is smaller in one of them. */
function isOlder(version: string, other: string): boolean {
  const [numbers, others] = [version, other].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const place = numbers!.findIndex((number, index) => number !== others![index]);
  return place >= 0 && numbers![place]! < (others![place] ?? 0);
}
