import type { Errand } from '../match/errand.ts';
import type { Admission } from '../match/game.ts';
import { requestPlay, requestRematch, requestRoom, requestSpectating, requestTicket } from './api.ts';
import { tabId } from './memory.ts';

/** Asks for a seat, or for a place to watch. @throws RequestFailed */
export async function admit(errand: Errand, name: string): Promise<Admission> {
  const tab = tabId();
  const isSpectator = errand.to === 'watch';
  const seat = { name, tab, isSpectator };
  if (errand.to === 'play') return { ...(await requestPlay(name, tab)), seat };
  if (isSpectator) return { ...(await requestSpectating(errand.code, tab)), seat };
  return { ...(await requestTicket(await codeOf(errand, tab), name, tab)), seat };
}

async function codeOf(
  errand: Extract<Errand, { to: 'join' | 'open' | 'rematch' }>,
  tab: string,
): Promise<string> {
  if (errand.to === 'join') return errand.code;
  const { size, bots } = errand;
  const room =
    errand.to === 'open' ? requestRoom(size, bots, tab) : requestRematch(errand.match, size, bots, tab);
  return (await room).code;
}
