import { describe, expect, it } from 'vitest';
import { ClientAddresses } from '../../../service/src/http/client-address.ts';

const INGRESS = '10.0.3.7';

describe('the address of a client', () => {
  const addresses = new ClientAddresses(['10.0.0.0/16', 'fd00::/8']);

  it.each([
    ['a stranger’s own', '203.0.113.5', undefined, '203.0.113.5'],
    ['a stranger’s own, whatever the stranger says', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['what the ingress heard', INGRESS, '203.0.113.5', '203.0.113.5'],
    [
      'the last that was heard, not what stood there before',
      INGRESS,
      '198.51.100.1, 203.0.113.5',
      '203.0.113.5',
    ],
    ['found behind two proxies', INGRESS, '203.0.113.5, 10.0.9.9', '203.0.113.5'],
    ['the proxy’s own where it says nothing', INGRESS, undefined, INGRESS],
    ['the proxy’s own where it says nonsense', INGRESS, '203.0.113.5, <script>', INGRESS],
    ['IPv4 also over an IPv6 socket', '::ffff:10.0.3.7', '::ffff:203.0.113.5', '203.0.113.5'],
    ['the network of an IPv6 one', INGRESS, '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the network also where its end is left out', INGRESS, '2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['the same network for a neighbour', 'fd00::7', '2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['nothing for this machine', '127.0.0.1', '203.0.113.5', null],
    ['nothing for this machine by IPv6', '::1', undefined, null],
    ['nothing where there is none', '', undefined, null],
  ])('is %s', (_, remote, forwarded, expected) => {
    expect(addresses.read(remote, forwarded)).toBe(expected);
  });
});
