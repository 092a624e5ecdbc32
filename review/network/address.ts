/** A range of IPv4 addresses. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `10.0.0.0/16`. */
export function rangeOf(cidr: string): Range {
  const [address = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(numberOf(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** The number behind `10.0.0.1`. */
export function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** `10.0.0.1` for its number. */
export function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** Whether an address is in a range. */
export function contains({ first, last }: Range, address: number): boolean {
  return first <= address && address <= last;
}

/** Whether two ranges share an address. */
export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Whether all addresses of a range are of another one, too; of what is no range of IPv4 only what is the same. */
export function isWithin(cidr: string, other: string): boolean {
  if (cidr === other) return true;
  if (!IPV4.test(cidr) || !IPV4.test(other)) return false;
  const [inner, outer] = [rangeOf(cidr), rangeOf(other)];
  return contains(outer, inner.first) && contains(outer, inner.last);
}

const IPV4 = /^\d+(\.\d+){3}(\/\d+)?$/;
