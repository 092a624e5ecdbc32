import type { Words } from './pipeline.ts';

/** A line of a pod's file, as containerd writes it. */
export interface Written {
  readonly app: string;
  readonly text: string;
  /** @default 'stdout' */
  readonly stream?: 'stdout' | 'stderr';
}

/** When the node has written every line down. */
export const WRITTEN_AT = '2026-11-26T03:00:01.123456789Z';

/** What discovery says of a pod, and the file of its lines. */
export function podOf(app: string): { readonly discovered: Words; readonly file: string } {
  return {
    discovered: {
      __meta_kubernetes_namespace: 'playcode',
      __meta_kubernetes_pod_label_app_kubernetes_io_name: app,
      __meta_kubernetes_pod_label_pod_template_hash: '5d8f',
      __meta_kubernetes_pod_name: `${app}-1`,
      __meta_kubernetes_pod_uid: '0b5e-77',
      __meta_kubernetes_pod_container_name: app,
      __meta_kubernetes_pod_node_name: 'node-1',
    },
    file: `/var/log/pods/playcode_${app}-1_0b5e-77/${app}/3.log`,
  };
}

/** The line in its file. */
export function inFile({ text, stream = 'stdout' }: Pick<Written, 'text' | 'stream'>): string {
  return `${WRITTEN_AT} ${stream} F ${text}`;
}

const service = (fields: object): Written => ({
  app: 'playcode-app',
  text: JSON.stringify({ time: '2026-11-26T03:00:00.987Z', environment: 'production', ...fields }),
});

/** Lines as the platform's parts write them, by what they tell. */
export const LINES = {
  started: service({ level: 'info', url: 'https://playcode.gg', port: 3000, msg: 'listening' }),
  roomMade: service({ level: 'info', room: 'K7Q2ZD', size: 'small', msg: 'room runs here' }),
  roomTaken: service({ level: 'info', room: 'K7Q2ZD', tick: 41, reason: 'silent', msg: 'room taken over' }),
  roomStuck: service({
    level: 'warn',
    room: 'K7Q2ZD',
    err: { type: 'Error', message: 'fenced', stack: 'Error: fenced\n    at own (main.js:1:2)' },
    msg: 'room cannot be followed',
  }),
  requestFailed: service({
    level: 'error',
    request: '5f1c-0de5',
    path: '/api/rooms',
    err: { type: 'TypeError', message: 'x' },
    msg: 'request failed',
  }),
  crashed: { app: 'playcode-app', text: 'FATAL ERROR: Reached heap limit', stream: 'stderr' },
  mongoSlow: {
    app: 'mongodb',
    text: '{"t":{"$date":"2026-11-26T03:00:00.500+00:00"},"s":"I","c":"COMMAND","id":51803,"msg":"Slow query"}',
  },
  mongoWarns: {
    app: 'mongodb',
    text: '{"t":{"$date":"2026-11-26T03:00:00.600+00:00"},"s":"W","c":"STORAGE","id":22120,"msg":"Access control"}',
  },
  redisSaves: { app: 'redis', text: '1:M 26 Nov 2026 03:00:00.100 * Background saving started by pid 21' },
  exporterFails: {
    app: 'redis-exporter',
    text: 'level=error msg="Couldn\'t connect" room=none',
    stream: 'stderr',
  },
} as const satisfies Readonly<Record<string, Written>>;
