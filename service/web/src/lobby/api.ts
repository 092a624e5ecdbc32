import type { Size } from '../../../game/index.ts';
import type { Refusal, Rematch, Room, Ticket } from '../../../src/protocol/lobby.ts';

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

/** The room in which those of a match play again: another's if somebody was quicker. @throws RequestFailed */
export function requestRematch(match: string, size: Size, bots: number, tab: string): Promise<Room> {
  return post('/api/rooms', { size, bots, startedBy: 'host', after: match }, tab);
}

/** Code of the room in which those of a match play again, if somebody has called for that. */
export async function findRematch(match: string): Promise<string | null> {
  const response = await fetch(`/api/matches/${encodeURIComponent(match)}/rematch`).catch(() => null);
  if (!response?.ok) return null;
  return ((await response.json()) as Rematch).code;
}

/** A spectator's place in the room of a code. @throws RequestFailed */
export function requestSpectating(code: string, tab: string): Promise<Ticket> {
  return post(`/api/rooms/${encodeURIComponent(code)}/spectators`, {}, tab);
}

/** A seat in the room of a code, also one's own again, wherever it is played from now. @throws RequestFailed */
export function requestTicket(code: string, name: string, tab: string): Promise<Ticket> {
  return post(`/api/rooms/${encodeURIComponent(code)}/tickets`, { name }, tab);
}

/** One's own seat again, unless it is played from elsewhere now. @throws RequestFailed */
export function requestReturn(code: string, name: string, tab: string): Promise<Ticket> {
  return post(`/api/rooms/${encodeURIComponent(code)}/tickets`, { name, isReturn: true }, tab);
}

function post<Answer>(path: string, body: unknown, tab: string): Promise<Answer> {
  return request('POST', path, body, { 'x-tab': tab });
}

/** Asks the service; `null` where it has nothing to say. @throws RequestFailed */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new RequestFailed(`${method} ${path}: ${error}`);
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && (answer !== null || response.status === 204)) return answer as Answer;
  throw new RequestFailed(`${method} ${path}: ${response.status}`, (answer as Refusal | null)?.error);
}
