/** The legends that a panel must show, with the range that the values must be in where something is known of it. */
export interface Expected {
  /** Every legend, sorted; with `more`, there may be others. */
  readonly legends: readonly string[];
  readonly more?: true;
  readonly least?: number;
  readonly most?: number;
  /** Legends of what does not happen: they are at zero, whatever the range of the others is. */
  readonly zero?: readonly string[];
}

const PODS = ['app-a', 'app-b'];
const PERCENTILES = ['p50', 'p95', 'p99'];

const shows = (...legends: string[]): Expected => ({ legends: legends.sort() });

/** What each panel shows of two processes with two players in a match, and of the samples. By hand. */
export const EXPECTED: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  Application: {
    // The two of the match, one at each process.
    'WebSocket connections': { legends: ['open'], least: 2, most: 2 },
    'Game sessions': { legends: ['rooms'], least: 1, most: 1 },
    Players: { legends: ['bot', 'person'], least: 0, most: 2 },
    'Ticks that did not come in time': { legends: ['late'], least: 0, most: 1 },
    'Rooms without an owner': { legends: ['rooms'], least: 0, most: 1 },
    'Log and store reachable': { legends: ['MongoDB', 'Redis'], least: 1, most: 1 },
    'Request rate': { legends: ['2xx', '3xx', '4xx', '5xx'], least: 0.01, most: 100, zero: ['3xx', '5xx'] },
    'Request rate by route': {
      legends: ['GET /r/:code', 'POST /api/rooms', 'POST /api/rooms/:code/tickets'],
      more: true,
      least: 0,
      most: 100,
    },
    Latency: { legends: PERCENTILES, least: 0.0001, most: 5 },
    'WebSocket connections by pod': { legends: PODS, least: 1, most: 1 },
    'Sockets that asked for a room': shows('joined', 'refused', 'gone', 'unavailable'),
    'Closed by the service': {
      legends: ['ended', 'flooding', 'left', 'malformed', 'moving', 'replaced', 'silent'],
      more: true,
    },
    Rooms: shows('duel', 'small', 'large', 'huge'),
    'Players by kind': shows('bot', 'person'),
    'Matches ended': { legends: ['abandoned', 'broken', 'empty', 'time'], more: true, most: 0 },
    // A tick each 0.15 s at each of two processes.
    'Ticks due': { legends: ['late', 'missing', 'on_time'], least: 0, most: 15 },
    'Tick gap': { legends: PERCENTILES, least: 0.075, most: 2.5 },
    'Time of a step': { legends: PERCENTILES, least: 0.0001, most: 1 },
    'Time to log a tick': { legends: PERCENTILES, least: 0.0001, most: 1 },
    'Input to tick': { legends: PERCENTILES, least: 0.0001, most: 1 },
    'Ticks begun late': { legends: PODS, least: 0, most: 7 },
    Inputs: { legends: ['queued', 'refused', 'repeated'], least: 0, most: 50 },
    'Ticks that clients are behind': { legends: PERCENTILES, least: 0, most: 14 },
    Resyncs: shows('slow', 'desync', 'rewind'),
    'Rooms taken over in 15 minutes': { legends: ['lost', 'offered', 'orphaned', 'silent'], more: true },
    'What the log said to ticks': shows('logged', 'fenced', 'conflict', 'behind', 'unavailable'),
    'Read again and put back in 15 minutes': shows('gaps read', 'logs mended'),
    'Matches that wait to be kept': { legends: ['matches'], least: 0, most: 0 },
    'Oldest of them': { legends: ['age'], least: 0, most: 0 },
    'Errors, in an hour': { legends: ['availability', 'joins', 'ticks'], least: 0, most: 1 },
    'Errors, in three days': { legends: ['availability', 'joins', 'ticks'], least: 0, most: 1 },
    'Sign-ins tried': { legends: ['google ok', 'naver ok'], more: true },
    'Pictures posted': { legends: ['kept', 'refused'], more: true, most: 0 },
    Mails: { legends: ['sent', 'suppressed', 'limited', 'refused', 'failed'], more: true, most: 0 },
    Heap: {
      legends: ['total app-a', 'total app-b', 'used app-a', 'used app-b'],
      least: 5_000_000,
      most: 500_000_000,
    },
    'Event loop lag': {
      legends: ['p50 app-a', 'p50 app-b', 'p99 app-a', 'p99 app-b'],
      // An idle loop is late by a tenth of a millisecond; by a tenth of a second less, if the time between two looks is wrong.
      least: 0,
      most: 5,
    },
    'Resident memory': {
      legends: ['app-a', 'app-b', 'outside the heap app-a', 'outside the heap app-b'],
      least: 100_000,
      most: 1_000_000_000,
    },
    CPU: { legends: PODS, least: 0.001, most: 2 },
    'Garbage collection, part of the time': { legends: PODS, least: 0, most: 1 },
  },
  Infrastructure: {
    // What runs in other namespaces does not count.
    CPU: { legends: ['playcode-app-7d9c-a', 'playcode-app-7d9c-b'], least: 0.1, most: 0.6 },
    Memory: {
      legends: ['playcode-app-7d9c-a', 'playcode-app-7d9c-b'],
      least: 134_217_728,
      most: 268_435_456,
    },
    'Memory of the limit': {
      legends: ['playcode-app-7d9c-a', 'playcode-app-7d9c-b'],
      least: 0.25,
      most: 0.5,
    },
    'Restarts in an hour': shows('playcode-app-7d9c-a', 'playcode-app-7d9c-b'),
    // Grafana's pod waits; the backup's has done its work and counts for nothing.
    'Pods not ready': { legends: ['monitoring', 'playcode'], least: 0, most: 1 },
    'Replicas of the app': { legends: ['current', 'desired', 'fewest', 'most'], least: 2, most: 4 },
    'Received by pods': { legends: ['playcode-app-7d9c-a'], least: 1000, most: 3000 },
    'Sent by pods': { legends: ['playcode-app-7d9c-a'], least: 5000, most: 13_000 },
    'Volumes, used': { legends: ['data-mongodb-0', 'data-redis-0'], least: 0.09, most: 0.26 },
    'Certificates, days left': { legends: ['playcode-app-tls'], least: 59, most: 60 },
    'Hours since the last backup and drill': {
      legends: ['mongodb-backup', 'restore-drill'],
      least: 10,
      most: 51,
    },
    'CPU, used': { legends: ['node-1'], least: 0.05, most: 0.5 },
    'Memory, used': { legends: ['node-1'], least: 0.25, most: 0.25 },
    'Disks, used': { legends: ['node-1 /'], least: 0.5, most: 0.5 },
    // Loopback, at 70 kB/s, is not counted.
    Network: { legends: ['in node-1', 'out node-1'], least: 1500, most: 13_000 },
    'Targets that answer': {
      legends: [
        'cadvisor',
        'kube-state-metrics',
        'kubelet',
        'mongodb-exporter',
        'node-exporter',
        'playcode-app',
        'prometheus',
        'redis-exporter',
      ],
      least: 1,
      most: 1,
    },
    'Series in Prometheus': { legends: ['series'], least: 1000, most: 20_000 },
  },
  Database: {
    'MongoDB answers': { legends: ['up'], least: 1, most: 1 },
    'Redis answers': { legends: ['up'], least: 1, most: 1 },
    'Redis writes its file': { legends: ['written'], least: 1, most: 1 },
    'Redis memory, used': { legends: ['used'], least: 0.001, most: 0.5 },
    Connections: { legends: ['active', 'current'], least: 6, most: 24 },
    Operations: {
      legends: ['command', 'delete', 'getmore', 'insert', 'query', 'update'],
      least: 0,
      most: 18,
    },
    'Resident memory': { legends: ['resident'], least: 432_013_312, most: 432_013_312 },
    Storage: {
      legends: [
        'data admin',
        'data playcode',
        'indexes admin',
        'indexes playcode',
        'stored admin',
        'stored playcode',
      ],
      least: 1412,
      most: 7_340_032,
    },
    Memory: { legends: ['most', 'used'], least: 500_000, most: 104_857_600 },
    'Redis connections': { legends: ['clients'], least: 6, most: 40 },
    Commands: { legends: ['all', 'evalsha', 'publish', 'xadd'], more: true, least: 0, most: 1000 },
    'Hit rate': { legends: ['hits'], least: 0, most: 1 },
    'Refused and thrown out': { legends: ['connections refused', 'keys evicted'], least: 0, most: 0 },
    'Query latency, p95': { legends: ['mongodb', 'redis'], more: true, least: 0.0001, most: 1 },
    'Query latency by operation, p99': {
      legends: ['mongodb ping', 'redis append', 'redis orphans'],
      more: true,
      least: 0.0001,
      most: 1,
    },
  },
};
