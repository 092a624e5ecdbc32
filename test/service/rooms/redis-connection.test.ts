import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

/** What a Redis says of itself while it reads its file, and after; by its own guess that takes ten seconds more. */
const LOADING = 'loading:1\r\nloading_eta_seconds:10\r\n';
const LOADED = 'loading:0\r\n';

it('finds out soon that Redis has read its file, however long Redis thought that would take', async () => {
  const looks: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      // A command comes as the number of its words, then each word behind its length.
      for (const [, command] of request.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        if (command?.toLowerCase() !== 'info') {
          socket.write('+OK\r\n');
          continue;
        }
        looks.push(command);
        const text = looks.length < 3 ? LOADING : LOADED;
        socket.write(`$${text.length}\r\n${text}\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redis = connectRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(8000) });
    expect(looks).toHaveLength(3);
  } finally {
    redis.disconnect();
    server.close();
  }
});

it.skipIf(command === undefined)(
  'stays connected while its own process stands still: what was asked has been answered',
  async () => {
    const server = await RedisServer.start(command!);
    const redis = connectRedis(server.url);
    let closings = 0;
    redis.on('close', () => (closings += 1));
    await once(redis, 'ready');
    try {
      for (const milliseconds of [1300, 1300]) {
        const answer = redis.echo('asked');
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
        expect(await answer).toBe('asked');
      }
      expect(closings).toBe(0);
    } finally {
      redis.disconnect();
      await server.remove();
    }
  },
);

it('leaves a connection on which nothing comes any more, also one that has just been made', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redis = connectRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let closings = 0;
  redis.on('close', () => (closings += 1));
  try {
    await until('left', () => closings > 0, 4000);
  } finally {
    redis.disconnect();
    server.close();
  }
});
