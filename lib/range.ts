import { demand, demandForm } from './demand.ts';

/** A range of IPv4 addresses. */
export interface Range {
  readonly first: number;
  readonly last: number;
  /** Leading bits that all its addresses share: 16 in 10.0.0.0/16. */
  readonly bits: number;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ADDRESS = `${OCTET}(?:\\.${OCTET}){3}`;

/** Whether a text is an address of IPv4. */
export function isAddress(text: string): boolean {
  return new RegExp(`^${ADDRESS}$`).test(text);
}

/**
 * The range that a text in CIDR notation means.
 * @throws Error that names the field, also where the address is not the first of its range: AWS would silently move it
 */
export function rangeOf(field: string, cidr: string): Range {
  const form = new RegExp(`^${ADDRESS}/(?:3[0-2]|[12]?\\d)$`);
  demandForm(field, cidr, form, 'a range of IPv4 addresses, as in 10.0.0.0/16');
  const [address = '', length = ''] = cidr.split('/');
  const bits = Number(length);
  const given = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - bits);
  const first = given - (given % size);
  demand(given === first, field, cidr, `the first address of its range, ${textOf(first)}/${bits}`);
  return { first, last: first + size - 1, bits };
}

/** Whether two ranges share an address. */
export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Ranges that are nobody's on the internet, of which networks of one's own are made. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((cidr) => rangeOf('private', cidr));

/** Whether all addresses of a range are private ones. */
export function isPrivate(range: Range): boolean {
  return PRIVATE.some((one) => one.first <= range.first && range.last <= one.last);
}

/** An address as it is written. */
export function textOf(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
