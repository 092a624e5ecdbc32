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
    speaker.setNoDelay(true).resume();
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

  it('swallows the reply to one command, and what comes over that connection after it', async () => {
    const swallowed = proxy.swallowReply(false, 'subscribe');
    client.write('*2\r\n$9\r\nsubscribe\r\n$5\r\nticks\r\n');
    await swallowed;
    speaker.write('swallowed');
    const others = once(server, 'connection');
    const another = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    const [otherSpeaker] = (await others) as [Socket];
    otherSpeaker.resume();
    const answer = once(another, 'data');
    otherSpeaker.write('heard');
    expect(String((await answer)[0])).toBe('heard');
    expect(heard).toBe('');
    another.destroy();
  });

  it('waits for no command of a process that asks nothing any more, and lets the next be answered', async () => {
    await proxy.swallowReply(false, 'evalsha', 20);
    client.write('*2\r\n$7\r\nevalsha\r\n$1\r\n0\r\n');
    await once(speaker, 'data');
    speaker.write('answered');
    await until('it is heard', () => heard === 'answered');
  });
});
