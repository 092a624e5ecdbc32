import { describe, expect } from 'vitest';
import { Reception } from './reception.ts';
import { PHONE } from './visitor.ts';

/** Most milliseconds of script for one picture: half of what 60 pictures a second leave. */
const MOST_SCRIPT_MS = 8;

describe('motion', () => {
  const reception = Reception.open();

  reception.it('leaves the page most of its time in a huge room', async () => {
    const visitor = await reception.visit(PHONE);
    const { page } = visitor;
    await page.locator('input[name=name]').fill('Runner');
    await visitor.openRoom(/^아주 큰 판/);
    await page.getByRole('button', { name: '시작하기' }).tap();
    await page.getByTestId('players').waitFor();
    expect(await page.getByTestId('players').textContent()).toBe('80명 중');

    // Pictures are counted as the browser asks for them; the page need not know.
    await page.evaluate(
      `globalThis.pictures = 0; (function count() { pictures += 1; requestAnimationFrame(count); })()`,
    );
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const spent = async (): Promise<{ script: number; pictures: number }> => {
      const { metrics } = await session.send('Performance.getMetrics');
      const script = metrics.find(({ name }) => name === 'ScriptDuration')!.value * 1000;
      return { script, pictures: (await page.evaluate('pictures')) as number };
    };
    const before = await spent();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      await visitor.ticks(4);
    }
    const after = await spent();
    const pictures = after.pictures - before.pictures;
    const each = (after.script - before.script) / pictures;
    console.log(`${pictures} pictures, ${each.toFixed(2)} ms of script for each`);
    expect(pictures).toBeGreaterThan(30);
    expect(each).toBeLessThan(MOST_SCRIPT_MS);
  });
});
