import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, runService } from '../running-service.ts';
import { runWithProviders, type ServiceWithProviders } from '../service-with-providers.ts';

let alone: RunningService;
let world: ServiceWithProviders;
beforeAll(async () => {
  [alone, world] = await Promise.all([runService(), runWithProviders()]);
});
afterAll(async () => {
  await Promise.all([alone?.stop(), world?.stop()]);
});

async function read(address: string, accepts: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(address, { headers: { 'accept-language': accepts } });
  return { status: answer.status, text: await answer.text() };
}

describe('the page about privacy', () => {
  it.each([
    ['', 'ko-KR', 'ko', '개인정보 안내'],
    ['', 'en-US', 'en', 'Privacy'],
    ['', 'fr', 'en', 'Privacy'],
    ['?language=ko', 'en-US', 'ko', '개인정보 안내'],
    ['?language=en', 'ko-KR', 'en', 'Privacy'],
    ['?language=<b>', 'ko-KR', 'ko', '개인정보 안내'],
  ])('at /privacy%s is for a browser of %s in %s', async (query, accepts, language, title) => {
    const { status, text } = await read(`${world.service.address}/privacy${query}`, accepts);
    expect(status).toBe(200);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<h1>${title}</h1>`);
    expect(text).not.toContain('<b>');
  });

  it('may be found, as no other page without scripts', async () => {
    expect((await read(`${alone.address}/privacy`, 'en')).text).not.toContain('noindex');
    const nothing = await fetch(`${alone.address}/nothing`, { headers: { accept: 'text/html' } });
    expect(await nothing.text()).toContain('noindex');
  });

  it('speaks of accounts where there are any', async () => {
    expect((await read(`${world.service.address}/privacy`, 'en')).text).toContain('Naver or Google gives us');
    expect((await read(`${alone.address}/privacy`, 'en')).text).not.toContain('Google');
  });
});
