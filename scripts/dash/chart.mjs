/** Draws what a query gave: lines over time, or the newest value. */

const COLOURS = ['#d9503f', '#3f7fd9', '#2f9e6b', '#c98a1b', '#8a5fc7', '#2aa3ad', '#c2558f', '#7a7f87'];
const WIDTH = 400;
const HEIGHT = 150;
const EDGE = 42;

const UNITS = {
  s: (value) => (value < 1 ? `${tidy(value * 1000)} ms` : `${tidy(value)} s`),
  bytes: (value) => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']),
  Bps: (value) => scaled(value, 1000, ['B/s', 'kB/s', 'MB/s', 'GB/s']),
  reqps: (value) => `${tidy(value)}/s`,
  ops: (value) => `${tidy(value)}/s`,
  percentunit: (value) => `${tidy(value * 100)} %`,
  bool_yes_no: (value) => (value ? '✓' : '✗'),
  short: (value) => tidy(value),
};

/** A number as its unit is written. */
export function written(value, unit) {
  if (value === undefined || Number.isNaN(value)) return '–';
  return (UNITS[unit] ?? UNITS.short)(value);
}

function tidy(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function scaled(value, step, names) {
  let index = 0;
  let rest = value;
  while (Math.abs(rest) >= step && index < names.length - 1) {
    rest /= step;
    index += 1;
  }
  return `${tidy(rest)} ${names[index]}`;
}

/** Lines over time, as an SVG with its legend. `limits` are drawn as dashes if they are in sight. */
export function lines(series, unit, from, to, limits) {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const most = unit === 'percentunit' ? Math.max(1, ...values) : Math.max(...values, 0) * 1.1 || 1;
  const x = (time) => EDGE + ((time - from) / (to - from)) * (WIDTH - EDGE);
  const y = (value) => HEIGHT - 16 - (value / most) * (HEIGHT - 26);
  const marks = [0, most / 2, most].map(
    (value) =>
      `<line x1="${EDGE}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}" stroke="var(--line)"/>` +
      `<text x="${EDGE - 5}" y="${y(value) + 3}" text-anchor="end">${written(value, unit)}</text>`,
  );
  const dashes = limits
    .filter(({ value }) => value !== null && value <= most)
    .map(
      ({ value, color }) =>
        `<line x1="${EDGE}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}" stroke="${color}" stroke-dasharray="4 4" opacity=".6"/>`,
    );
  const times = [from, to].map(
    (time, index) =>
      `<text x="${x(time)}" y="${HEIGHT - 2}" text-anchor="${index ? 'end' : 'start'}">${new Date(time * 1000).toLocaleTimeString()}</text>`,
  );
  const paths = series.map(({ points }, index) => {
    const path = points
      .filter(([, value]) => Number.isFinite(value))
      .map(([time, value], at) => `${at ? 'L' : 'M'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('');
    return `<path d="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="1.5"/>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${[...marks, ...dashes, ...times, ...paths].join('')}</svg>`;
}

/** Colour of a series by its place. */
export function colourOf(index) {
  return COLOURS[index % COLOURS.length];
}
