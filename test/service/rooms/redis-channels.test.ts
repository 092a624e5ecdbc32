import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisProxy } from '../../../service/bench/chaos/redis-proxy.ts';
import { RedisChannels } from '../../../service/src/rooms/redis-channels.ts';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('channels of a Redis', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let direct: Redis;
  let subscriber: Redis;
  let channels: RedisChannels;
  let heard: string[];
  const hear = (message: Buffer): void => void heard.push(message.toString());

  beforeAll(async () => {
    server = await RedisServer.start(command!);
    direct = new Redis(server.url);
  });
  afterAll(async () => {
    direct.disconnect();
    await server.remove();
  });
  beforeEach(async () => {
    heard = [];
    proxy = await RedisProxy.start(server.port);
    subscriber = connectRedis(proxy.url, { enableOfflineQueue: true });
    channels = new RedisChannels(subscriber);
  });
  afterEach(() => {
    subscriber.disconnect();
    proxy.close();
  });

  const cut = (): Promise<unknown> => direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  const isHeardBy = async (channel: string): Promise<boolean> =>
    ((await direct.call('PUBSUB', 'CHANNELS', channel)) as string[]).includes(channel);

  it('are heard again after a connection that ended before Redis could say so', async () => {
    await channels.listen('one', hear);
    await channels.listen('other', hear);
    const swallowed = proxy.swallowReply(true, 'subscribe');
    await cut();
    await swallowed;
    await until('both heard', async () => {
      for (const channel of ['one', 'other']) await direct.publish(channel, channel);
      return new Set(heard).size === 2;
    });
  });

  it('are heard no more that were left while Redis was away', async () => {
    const leave = await channels.listen('left', hear);
    await channels.listen('kept', hear);
    proxy.shut();
    await until('away', () => subscriber.status !== 'ready');
    await leave();
    proxy.open();
    await until('heard again', () => isHeardBy('kept'));
    expect(await isHeardBy('left')).toBe(false);
  });

  it('are heard for good that were asked for while Redis was away', async () => {
    proxy.shut();
    channels.keep('late', hear);
    // More than one attempt: what waits for a connection is given up with the first that comes to nothing.
    let attempts = 0;
    subscriber.on('close', () => (attempts += 1));
    await until('given up', () => attempts > 1);
    proxy.open();
    await until('heard', async () => {
      await direct.publish('late', 'at last');
      return heard.includes('at last');
    });
  });
});
