import { describe, expect, it } from 'vitest';
import { demandSchedule, demandTimeZone } from '../../../charts-ts/constructs/cron.ts';

describe('a schedule', () => {
  it.each([
    '0 3 * * *',
    '59 23 31 12 6',
    '*/15 * * * *',
    '5/15 0-6/2 1,15 * ?',
    '0 3 * JAN-mar sun,2,FRI',
    '0 3 29 2 *',
    // On every Monday; and on a day that never comes.
    '0 3 30 2 1',
    ' 0  3\t* * * ',
  ])('is taken as Kubernetes takes it: %s', (schedule) => {
    expect(() => demandSchedule('schedule', schedule)).not.toThrow();
  });

  it.each([
    ['60 3 * * *', 'minutes from 0 to 59 in "60"'],
    ['-1 3 * * *', 'minutes from 0 to 59 in "-1"'],
    ['0 24 * * *', 'hours from 0 to 23 in "24"'],
    ['0 3 0 * *', 'days of the month from 1 to 31 in "0"'],
    ['0 3 * 13 *', 'months from 1 to 12 in "13"'],
    ['0 3 * FEBRUARY *', 'months from 1 to 12 in "FEBRUARY"'],
    // Others count Sunday as the seventh day, too.
    ['0 3 * * 7', 'days of the week from 0 to 6 in "7"'],
    ['0 3 * * FRI-SUN', 'days of the week from 0 to 6 in "FRI-SUN"'],
    ['0 5-3 * * *', 'hours from 0 to 23 in "5-3"'],
    ['*/0 * * * *', 'minutes from 0 to 59 in "*/0"'],
    ['1-2-3 * * * *', 'minutes from 0 to 59 in "1-2-3"'],
    [', * * * *', 'minutes from 0 to 59 in ","'],
    ['1.5 * * * *', 'minutes from 0 to 59 in "1.5"'],
    ['0 3 30 2 *', 'a day that its months have'],
    ['0 3 31 4,6,9,11 *', 'a day that its months have'],
    ['0 0 3 * * *', "cron's five fields"],
    ['@every 1h', "cron's five fields"],
    ['', "cron's five fields"],
  ])('is refused where it is none, or never comes: %s', (schedule, expected) => {
    expect(() => demandSchedule('schedule', schedule)).toThrow(
      `schedule: found ${JSON.stringify(schedule)}, expected ${expected}`,
    );
  });
});

describe('a time zone', () => {
  it.each(['Asia/Seoul', 'UTC', 'Etc/UTC', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'Etc/GMT+9'])(
    'is one by its name: %s',
    (zone) => {
      expect(() => demandTimeZone('timeZone', zone)).not.toThrow();
    },
  );

  it.each([
    ['Asia/Soul', 'Asia/Seoul'],
    ['Asia/seoul', 'Asia/Seoul'],
    ['+09:00', 'Asia/Seoul'],
    ['Local', 'Asia/Seoul'],
    ['', 'Asia/Seoul'],
  ])('is refused where Kubernetes finds none: %s', (zone, example) => {
    expect(() => demandTimeZone('timeZone', zone)).toThrow(
      `timeZone: found "${zone}", expected a time zone letter by letter, as in ${example}`,
    );
  });
});
