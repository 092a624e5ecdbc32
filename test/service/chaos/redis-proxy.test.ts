import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisProxy } from '../../../service/bench/chaos/redis-proxy.ts';
import { until } from '../until.ts';

/** How much is said, a number at a time. */
const NUMBERS = 400;

describe('what stands between the service and Redis in a chaos run', () => {
  const server = createServer();
  let proxy: RedisProxy;
  let client: Socket;
  let speaker: Socket;
  let heard = '';

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await RedisProxy.start((server.address() as { port: number }).port);
    const speakers = once(server, 'connection');
    client = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    heard = '';
    client.on('data', (data) => (heard += data.toString()));
    [speaker] = (await speakers) as [Socket];
    speaker.setNoDelay(true);
  });
  afterEach(async () => {
    client.destroy();
    proxy.close();
    server.close();
    await once(server, 'close');
  });

  it('lets nothing overtake what is late, whatever the lag becomes', async () => {
    const said = Array.from({ length: NUMBERS }, (_, index) => `${index} `);
    for (const [index, each] of said.entries()) {
      if (index % 10 === 0) proxy.slow((index / 10) % 4 === 0 ? 0 : 12 - ((index / 10) % 4) * 3);
      speaker.write(each);
      await new Promise(setImmediate);
    }
    proxy.slow(0);
    await until('all is heard', () => heard.length >= said.join('').length);
    expect(heard).toBe(said.join(''));
  });

  it('has everything arrive as late as it says', async () => {
    proxy.slow(120);
    const begin = performance.now();
    speaker.write('late');
    await until('it is heard', () => heard === 'late');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(119);
  });

  it('lets nothing pass while it is stalled, not even what was late already', async () => {
    proxy.slow(30);
    speaker.write('late');
    await wait(10);
    proxy.stall();
    await wait(80);
    expect(heard).toBe('');
    proxy.open();
    await until('it is heard', () => heard === 'late');
  });
});
