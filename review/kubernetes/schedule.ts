import { Cron } from 'croner';

/** Days that are looked through: eight years, with two leap days in them. */
const [FROM, DAYS] = [Date.UTC(2028, 0, 1), 8 * 366];

const DAY_MS = 86_400_000;

/** Whether cron can read it. */
export function isSchedule(schedule: string): boolean {
  return cronOf(schedule) !== undefined;
}

/** The most days from one day on which a schedule of cron comes to the next, infinity where it never comes; undefined where it cannot be read. */
export function longestPause(schedule: string): number | undefined {
  const days = daysOf(schedule);
  if (days === undefined) return undefined;
  if (days.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...days.slice(1).map((day, index) => day - days[index]!));
}

/** The days on which it comes. */
function daysOf(schedule: string): number[] | undefined {
  const cron = cronOf(schedule);
  if (cron === undefined) return undefined;
  const days: number[] = [];
  let from = new Date(FROM - 1);
  for (;;) {
    const next = cron.nextRun(from);
    if (next === null || next.getTime() >= FROM + DAYS * DAY_MS) return days;
    const day = Math.floor((next.getTime() - FROM) / DAY_MS);
    days.push(day);
    from = new Date(FROM + (day + 1) * DAY_MS - 1);
  }
}

function cronOf(schedule: string): Cron | undefined {
  try {
    return new Cron(schedule, { timezone: 'UTC', mode: '5-part' });
  } catch {
    return undefined;
  }
}
