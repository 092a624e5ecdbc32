import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { runService } from './running-service.ts';

describe('a service that ends', () => {
  it('answers what it was being asked, on a connection that would have been kept', async () => {
    const service = await runService();
    const asking = request(`${service.address}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', expect: '100-continue', connection: 'keep-alive' },
    });
    asking.flushHeaders();
    await once(asking, 'continue');
    const stopped = service.stop();
    asking.end(JSON.stringify({ size: 'vast' }));
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(400);
    answer.resume();
    await stopped;
  });

  it('does not wait for somebody who never says the rest', async () => {
    const service = await runService();
    const asking = request(`${service.address}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', expect: '100-continue' },
    });
    asking.flushHeaders();
    await once(asking, 'continue');
    const cut = once(asking, 'error');
    await service.stop();
    expect((await cut)[0]).toMatchObject({ code: 'ECONNRESET' });
  });
});
