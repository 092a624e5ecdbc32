import { demand } from '../../lib/demand.ts';

/** A field of cron's: what it counts, its least and most, and words that stand for numbers. */
interface Field {
  readonly counts: string;
  readonly least: number;
  readonly most: number;
  /** Words by their number, the first that of the least. @default none */
  readonly words?: string;
}

const FIELDS = [
  { counts: 'minutes', least: 0, most: 59 },
  { counts: 'hours', least: 0, most: 23 },
  { counts: 'days of the month', least: 1, most: 31 },
  { counts: 'months', least: 1, most: 12, words: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC' },
  { counts: 'days of the week', least: 0, most: 6, words: 'SUN MON TUE WED THU FRI SAT' },
] as const satisfies readonly Field[];

/** Days of each month at their most. */
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Stops unless a text is a schedule that Kubernetes takes and whose moment comes. @throws Error that names the field */
export function demandSchedule(field: string, schedule: string): void {
  const texts = schedule.trim().split(/\s+/);
  demand(texts.length === FIELDS.length, field, schedule, "cron's five fields, as in 0 3 * * *");
  const [, , days = [], months = []] = FIELDS.map((counted, index) => {
    const values = valuesOf(texts[index] ?? '', counted);
    const expected = `${counted.counts} from ${counted.least} to ${counted.most} in "${texts[index]}", as in 0 3 * * *`;
    demand(values !== undefined, field, schedule, expected);
    return values;
  });
  // Where a day of the week is named, too, either of the two is enough.
  const comes =
    !isAny(texts[4]) || months.some((month) => Math.min(...days) <= (LONGEST_MONTHS[month - 1] ?? 0));
  demand(comes, field, schedule, 'a day that its months have');
}

/** Stops unless a text names a time zone as Kubernetes looks it up: as a name, and not as a distance. */
export function demandTimeZone(field: string, zone: string): void {
  const known = /^[A-Z][\w+-]*(\/[\w+-]+)*$/.test(zone) ? canonical(zone) : undefined;
  // An older name of a zone is one, too; the same name in other letters is none.
  const isExact = known === zone || known?.toLowerCase() !== zone.toLowerCase();
  const expected = `a time zone letter by letter, as in ${known ?? 'Asia/Seoul'}`;
  demand(known !== undefined && isExact, field, zone, expected);
}

function canonical(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function isAny(text: string | undefined): boolean {
  return text === undefined || /^[*?](\/1)?$/.test(text);
}

/** All values that a field names; undefined where Kubernetes would not read it. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const parts = text.split(',').map((part) => partOf(part, field));
  return parts.every((values) => values !== undefined) ? parts.flat() : undefined;
}

/** Those of one part of its list: a number or word, a range of them, or all, each with a step or without. */
function partOf(part: string, field: Field): readonly number[] | undefined {
  const match = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
  if (!match) return undefined;
  const [, from = '', to, step] = match;
  const any = isAny(from);
  const first = any ? field.least : numberOf(from, field);
  const last = any || (to === undefined && step !== undefined) ? field.most : numberOf(to ?? from, field);
  const by = Number(step ?? 1);
  if ((any && to !== undefined) || first === undefined || last === undefined || first > last || by < 1) {
    return undefined;
  }
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function numberOf(text: string, { least, most, words }: Field): number | undefined {
  const word = words?.split(' ').indexOf(text.toUpperCase()) ?? -1;
  const number = word >= 0 ? word + least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
