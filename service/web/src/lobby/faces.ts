import { useEffect, useState } from 'preact/hooks';
import type { FacesAnswer, MatchFaces } from '../../../src/protocol/account.ts';
import { request } from './api.ts';

const NONE: MatchFaces = {};

/** Where a picture is: never anywhere but on the site itself. */
export function pathOfPicture(picture: string, size: 'small' | 'large'): string {
  return `/pictures/${picture}${size === 'small' ? '-small' : ''}.webp`;
}

/** Whoever sits down is noted by the service a moment later. */
const SETTLE_MS = 1_000;

/** Pictures of those in a match, by person; asked for anew when there are others. `match` is empty outside of matches. */
export function useFaces(match: string, people: number): MatchFaces {
  const [faces, setFaces] = useState(NONE);
  useEffect(() => {
    if (match === '') return;
    let wanted = true;
    const ask = async (): Promise<void> => {
      const path = `/api/matches/${encodeURIComponent(match)}/faces`;
      // Without pictures there are names.
      const answer = await request<FacesAnswer>('GET', path).catch(() => null);
      if (wanted && answer !== null) setFaces(answer.faces);
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [match, people]);
  return faces;
}
