const HOURS: Readonly<Record<string, number>> = {
  ms: 1 / 3_600_000,
  s: 1 / 3600,
  m: 1 / 60,
  h: 1,
  d: 24,
  w: 168,
  y: 8760,
};

const PART = /(\d+(?:\.\d+)?)(ms|[smhdwy])/g;

/** Hours of a duration as Prometheus, Loki and Alertmanager write it (`336h`, `2w1d`); undefined where it is none. */
export function hoursOf(duration: string): number | undefined {
  if (!/^((\d+(\.\d+)?)(ms|[smhdwy]))+$/.test(duration)) return undefined;
  return [...duration.matchAll(PART)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * HOURS[unit]!,
    0,
  );
}

/** Hours in words: days where there are two or more. */
export function hoursInWords(hours: number): string {
  const [amount, unit] = hours >= 48 ? [hours / 24, 'day'] : [hours, 'hour'];
  const rounded = Math.round(amount * 100) / 100;
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}
