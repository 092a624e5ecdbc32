/** Years that are looked through: with two leap days in them. */
const [FROM, DAYS] = [Date.UTC(2028, 0, 1), 8 * 366];

const DAY_MS = 86_400_000;

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The most days from one day on which a schedule of cron comes to the next, infinity where it never comes; undefined where it cannot be read. */
export function longestPause(schedule: string): number | undefined {
  const [, , dayOfMonth, month, dayOfWeek] = (MACROS[schedule] ?? schedule).trim().split(/\s+/);
  const days = numbersIn(dayOfMonth, 1, 31);
  const months = numbersIn(month, 1, 12);
  const weekdays = numbersIn(dayOfWeek, 0, 7);
  if (!days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  // Where both days are said, either of them will do.
  const isEither = dayOfMonth !== '*' && dayOfWeek !== '*';
  const runs = Array.from({ length: DAYS }, (_, day) => day).filter((day) => {
    const date = new Date(FROM + day * DAY_MS);
    const [inMonth, inWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return months.has(date.getUTCMonth() + 1) && (isEither ? inMonth || inWeek : inMonth && inWeek);
  });
  if (runs.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...runs.slice(1).map((day, index) => day - runs[index]!));
}

/** The numbers of one field, `1-5,10` or every second one by `/2`; undefined where it has names, or is none. */
function numbersIn(field: string | undefined, least: number, most: number): Set<number> | undefined {
  const found = new Set<number>();
  for (const part of field?.split(',') ?? ['']) {
    const [, all, first, last, step] = /^(?:(\*|\?)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (!all && !first) return undefined;
    const from = all ? least : Number(first);
    const to = all || (step && !last) ? most : Number(last ?? first);
    for (let number = from; number <= to; number += Number(step ?? 1) || most) found.add(number);
  }
  return found;
}
