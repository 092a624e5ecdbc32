import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** Addresses of this machine: nobody comes from there over a network. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Where requests come from. What a header says counts only as far as it was written by proxies that are trusted. */
export class ClientAddresses {
  readonly #trusted = new BlockList();

  /** @param trustedProxies Ranges such as `10.0.0.0/16`. */
  constructor(trustedProxies: readonly string[]) {
    for (const range of trustedProxies) {
      const [address = '', bits] = range.split('/');
      this.#trusted.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** What stands for whoever asks: an IPv4 address, or the network of an IPv6 one; `null` for this machine itself. */
  of(context: Context): string | null {
    const remote = getConnInfo(context).remote.address ?? '';
    return this.read(remote, context.req.header('x-forwarded-for'));
  }

  /** The same, of a socket's address and a header. */
  read(remote: string, forwarded: string | undefined): string | null {
    let client = plain(remote);
    const hops = (forwarded ?? '').split(',').map((hop) => plain(hop.trim()));
    // Each proxy adds at the end whom it heard; what stands before the first stranger is that stranger's word.
    while (includes(this.#trusted, client)) {
      const hop = hops.pop();
      if (hop === undefined || isIP(hop) === 0) break;
      client = hop;
    }
    if (isIP(client) === 0 || includes(LOOPBACK, client)) return null;
    return isIP(client) === 6 ? networkOf(client) : client;
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function includes(ranges: BlockList, address: string): boolean {
  return isIP(address) !== 0 && ranges.check(address, familyOf(address));
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address. */
function plain(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address;
}

/** One customer has a whole /64, and every address in it. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(Math.max(0, gap)).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
