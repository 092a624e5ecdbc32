import { setTimeout as wait } from 'node:timers/promises';

/** Looks every few milliseconds until something holds. @throws naming what did not come to hold in time */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`after ${milliseconds} ms still not: ${what}`);
    await wait(10);
  }
}
