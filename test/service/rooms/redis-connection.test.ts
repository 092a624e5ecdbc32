import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';

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
