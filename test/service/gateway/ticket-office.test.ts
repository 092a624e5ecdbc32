import { afterEach, expect, it, vi } from 'vitest';
import { MemoryTicketOffice } from '../../../service/src/gateway/ticket-office.ts';

const ADMISSION = { code: 'ABC123', person: 'p', tab: 't', name: 'Ana', isSpectator: false, player: null };

afterEach(() => {
  vi.useRealTimers();
});

it('a ticket opens one socket, whatever tickets are given out after it', async () => {
  const office = new MemoryTicketOffice();
  const tickets = [await office.issue(ADMISSION), await office.issue({ ...ADMISSION, person: 'q' })];
  expect(await office.redeem(tickets[0]!)).toEqual(ADMISSION);
  expect(await office.redeem(tickets[0]!)).toBeNull();
  expect(await office.redeem(tickets[1]!)).toEqual({ ...ADMISSION, person: 'q' });
  expect(await office.redeem('made up')).toBeNull();
});

it('a ticket is good for thirty seconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const office = new MemoryTicketOffice();
  const [early, late] = [await office.issue(ADMISSION), await office.issue(ADMISSION)];
  vi.advanceTimersByTime(30_000);
  expect(await office.redeem(early)).toEqual(ADMISSION);
  vi.advanceTimersByTime(1);
  expect(await office.redeem(late)).toBeNull();
});
