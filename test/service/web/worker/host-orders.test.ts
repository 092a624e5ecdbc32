import { describe, expect, it } from 'vitest';
import { HostOrders } from '../../../../service/web/src/worker/host-orders.ts';

const room = { guests: [], isLocked: false, isStarted: false };

function host() {
  const said: string[] = [];
  return { said, orders: new HostOrders((order) => said.push(order)) };
}

describe('what a host asks', () => {
  it('is said again each second until the room is so', () => {
    const { said, orders } = host();
    orders.give('start', 0);
    orders.watch(999);
    expect(said).toEqual(['start']);
    orders.watch(1000);
    orders.hear(room);
    orders.watch(2000);
    expect(said).toEqual(['start', 'start', 'start']);
    orders.hear({ ...room, isStarted: true });
    orders.watch(9000);
    expect(said).toHaveLength(3);
  });

  it('is only the latest of what was asked', () => {
    const { said, orders } = host();
    orders.give('lock', 0);
    orders.give('unlock', 100);
    orders.watch(1100);
    expect(said).toEqual(['lock', 'unlock', 'unlock']);
    orders.hear(room);
    orders.watch(5000);
    expect(said).toHaveLength(3);
  });
});
