import { useEffect, useState } from 'preact/hooks';
import type { FacesAnswer, RoomFaces } from '../../../src/protocol/account.ts';
import { request } from './api.ts';

const NONE: RoomFaces = {};

/** Whoever sits down is noted by the service a moment later. */
const SETTLE_MS = 1_000;

/** Pictures of those in a room, by person; asked for anew when there are others. `code` is empty outside of rooms. */
export function useFaces(code: string, people: number): RoomFaces {
  const [faces, setFaces] = useState(NONE);
  useEffect(() => {
    if (code === '') return;
    let wanted = true;
    const ask = async (): Promise<void> => {
      const path = `/api/rooms/${encodeURIComponent(code)}/faces`;
      // Without pictures there are names.
      const answer = await request<FacesAnswer>('GET', path).catch(() => null);
      if (wanted && answer !== null) setFaces(answer.faces);
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [code, people]);
  return faces;
}
