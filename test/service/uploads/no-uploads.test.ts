import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoUploads } from '../../../service/src/uploads/no-uploads.ts';
import { UploadsUnavailable } from '../../../service/src/uploads/uploads.ts';
import { type RunningService, runService } from '../running-service.ts';

/** A port at which nobody listens: what is asked here needs neither Redis nor MongoDB. */
const NOBODY = '127.0.0.1:9';

describe('a cluster without a bucket', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await runService({
      STORAGE: 'cluster',
      REDIS_URL: `redis://${NOBODY}`,
      MONGODB_URI: `mongodb://${NOBODY}/playcode`,
    });
  });
  afterAll(() => service.stop());

  it('takes no file, whoever sends it', async () => {
    const form = new FormData();
    form.append('key', 'incoming/player/key');
    form.append('file', new Blob([new Uint8Array(1000)]));
    const answer = await fetch(`${service.address}/uploads`, { method: 'POST', body: form });
    expect(answer.status).toBe(404);
    const picture = await fetch(`${service.address}/pictures/${'a'.repeat(43)}.webp`);
    expect(picture.status).toBe(404);
  });

  it('offers neither pictures nor, without a server for it, mail', async () => {
    const answer = await fetch(`${service.address}/api/me`);
    expect(await answer.json()).toEqual({ player: null, providers: [], offers: [] });
  });

  it('gives out no form, and keeps nothing', async () => {
    const uploads = new NoUploads();
    await expect(uploads.form()).rejects.toThrow(UploadsUnavailable);
    await expect(uploads.keep()).rejects.toThrow(UploadsUnavailable);
    expect(await uploads.read()).toBeNull();
    await uploads.remove();
    await uploads.close();
  });
});
