import type { Admission, Errand } from '../match/game.ts';
import { requestPlay, requestRoom, requestTicket } from './api.ts';
import { tabId } from './memory.ts';

/** Asks for a seat by one of the three ways in. @throws RequestFailed */
export async function admit(errand: Errand, name: string): Promise<Admission> {
  const tab = tabId();
  const seat = { name, tab };
  if (errand.to === 'play') return { ...(await requestPlay(name, tab)), seat };
  const code = errand.to === 'join' ? errand.code : (await requestRoom(errand.size, errand.bots, tab)).code;
  return { ...(await requestTicket(code, name, tab)), seat };
}
