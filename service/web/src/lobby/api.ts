import type { Size } from '../../../game/index.ts';
import type { Refusal, Room, Ticket } from '../../../src/protocol/lobby.ts';

/** A request that brought no answer (`refusal` is undefined), or a refusal. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly refusal: Refusal['error'] | undefined;

  constructor(message: string, refusal?: Refusal['error']) {
    super(message);
    this.refusal = refusal;
  }
}

/** Milliseconds after which a request counts as unanswered. */
const PATIENCE_MS = 8_000;

/** A seat in a running room, or in a new one. @throws RequestFailed */
export function requestPlay(name: string, tab: string): Promise<Ticket> {
  return post('/api/play', { name }, tab);
}

/** A new room of one's own, which waits for its host. @throws RequestFailed */
export function requestRoom(size: Size, bots: number, tab: string): Promise<Room> {
  return post('/api/rooms', { size, bots, startedBy: 'host' }, tab);
}

/** A seat in the room of a code, or one's own again. @throws RequestFailed */
export function requestTicket(code: string, name: string, tab: string): Promise<Ticket> {
  return post(`/api/rooms/${encodeURIComponent(code)}/tickets`, { name }, tab);
}

async function post<Answer>(path: string, body: unknown, tab: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tab': tab },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new RequestFailed(`POST ${path}: ${error}`);
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as Answer;
  throw new RequestFailed(`POST ${path}: ${response.status}`, (answer as Refusal | null)?.error);
}
