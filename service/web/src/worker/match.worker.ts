import { RULES } from '../../../game/index.ts';
import { type RequestFailed, requestReturn, requestSpectating } from '../lobby/api.ts';
import { Connection, Refused, type Wire, type WireEvents } from './connection.ts';
import { Exhibition } from './exhibition.ts';
import { Follower } from './follower.ts';
import { HostOrders } from './host-orders.ts';
import { Interpreter } from './interpreter.ts';
import type { Command, Report, SeatPapers } from './messages.ts';
import { fetchRecording, RecordingMissing } from './recording.ts';
import { Replay } from './replay.ts';
import { fetchRules } from './rules.ts';

/** Milliseconds between two looks at the clock. */
const WATCH_MS = 100;

/** The page, as a worker sees it: the DOM's types know `self` as a window only. */
const page = globalThis as unknown as {
  postMessage(report: Report): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
};

let exhibition: Exhibition | null = null;
let connection: Connection | null = null;
let follower: Follower | null = null;
let orders: HostOrders | null = null;
let replay: Replay | null = null;
let watching: symbol | null = null;

page.onmessage = ({ data: command }) => {
  switch (command.is) {
    case 'show':
      if (exhibition === null && !connection?.open) show();
      break;
    case 'enter':
      leave();
      enter(command.code, command.ticket, command.seat);
      break;
    case 'turn':
      follower?.turn(command.dir, command.press, performance.now());
      break;
    case 'host':
      orders?.give(command.order, performance.now());
      break;
    case 'replay':
      leave();
      void watchAgain(command.match, command.as);
      break;
    case 'wind':
      replay?.control(command.control);
      break;
    case 'leave':
      leave();
  }
};

setInterval(() => {
  const now = performance.now();
  connection?.watch(now);
  if (!connection?.open) return;
  follower?.flush(now);
  orders?.watch(now);
}, WATCH_MS);

addEventListener('online', () => connection?.wake());

function report(message: Report): void {
  page.postMessage(message);
}

function show(): void {
  const watcher = new Follower({ report, send: () => undefined, resync: () => undefined });
  exhibition = new Exhibition(Math.floor(Math.random() * 1e6));
  exhibition.play(
    (replica) => watcher.follow(replica),
    (bytes) => watcher.take({ is: 'tick', bytes }, 0),
  );
}

function enter(code: string, ticket: string, seat: SeatPapers): void {
  const host = new HostOrders((order) => line.send(JSON.stringify({ type: 'host', order })));
  const line = new Connection({
    dial,
    ticket: () => ticketAgain(code, seat),
    link: (link) => {
      // One that was left says nothing any more: the page may be on its way into another room.
      if (connection !== line) return;
      // What was held up while a phone slept comes all at once: the last snapshot, and that the room is over.
      if (link.is === 'closed') match.settle();
      const isOver = link.is === 'closed' && (link.why === 'gone' || link.why === 'ended');
      if (isOver && match.isUnderWay) void learnOutcome();
      else report({ is: 'link', link });
    },
    text: (message) => {
      if (message.type === 'welcome') {
        id = message.match;
        match.introduce(message.person);
        report({ is: 'welcome', person: message.person, match: message.match });
      }
      if (message.type === 'gathering') {
        const { guests, isLocked, isStarted } = message;
        host.hear(message);
        report({ is: 'gathering', gathering: { guests, isLocked, isStarted } });
      }
      if (message.type === 'paused') report({ is: 'paused', isPaused: message.isPaused });
      if (message.type === 'watchers') report({ is: 'watchers', count: message.count });
      if (message.type === 'watching') report({ is: 'watching', reason: message.reason });
    },
    frame: (frame) => interpreter.take(frame),
  });
  const match = new Follower({
    report,
    send: (bytes) => line.send(bytes),
    resync: () => line.resync(performance.now()),
  });
  const interpreter = new Interpreter({
    fetch: fetchRules,
    frame: (frame, rules) => match.take(frame, performance.now(), rules),
    failed: (error) => {
      line.close('broken');
      console.error(error);
    },
  });
  let id = '';
  // A match that ends while a page is away is kept, and its room goes: how it came out is still to be had.
  const learnOutcome = async (): Promise<void> => {
    try {
      const { ticks } = await fetchRecording(id);
      if (connection === line) match.catchUp(ticks);
    } catch (error) {
      console.warn(error);
    }
    if (connection === line) report({ is: 'link', link: { is: 'closed', why: 'gone' } });
  };
  follower = match;
  orders = host;
  connection = line;
  line.enter(ticket, performance.now());
}

/** Until another command comes: what was asked for last counts. */
async function watchAgain(match: string, as: number): Promise<void> {
  const asked = Symbol(match);
  watching = asked;
  try {
    const recording = await fetchRecording(match);
    const version = recording.header.rules;
    const rules = version === RULES.version ? RULES : await fetchRules(version);
    if (watching !== asked) return;
    replay = new Replay({ recording, rules, as, report });
    replay.begin();
  } catch (error) {
    if (watching !== asked) return;
    report({ is: 'replay-failed', why: error instanceof RecordingMissing ? error.why : 'broken' });
    console.error(error);
  }
}

function leave(): void {
  exhibition?.stop();
  replay?.stop();
  watching = null;
  const left = connection;
  connection = null;
  left?.send(JSON.stringify({ type: 'leave' }));
  left?.close('left');
  exhibition = null;
  follower = null;
  orders = null;
  replay = null;
}

async function ticketAgain(code: string, { name, tab, isSpectator }: SeatPapers): Promise<string> {
  try {
    const asked = isSpectator ? requestSpectating(code, tab) : requestReturn(code, name, tab);
    return (await asked).ticket;
  } catch (error) {
    const { refusal } = error as RequestFailed;
    if (refusal === 'unknown-room') throw new Refused('gone');
    if (refusal === 'replaced') throw new Refused('replaced');
    if (refusal === 'invalid' || refusal === 'too-large') throw new Refused('broken');
    throw error;
  }
}

function dial(ticket: string, events: WireEvents): Wire {
  const { protocol, host } = location;
  const scheme = protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${host}/ws?ticket=${encodeURIComponent(ticket)}`);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => events.message(data as ArrayBuffer | string);
  socket.onclose = ({ code }) => events.closed(code);
  return {
    send: (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data as string | Uint8Array<ArrayBuffer>);
    },
    close: () => socket.close(1000),
  };
}
