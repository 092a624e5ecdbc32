import type { Figures } from './measure.ts';

/** The figures as a table in Markdown, a row for each contender under each workload. */
export function tableOf(figures: readonly Figures[]): string {
  const head = [
    'Workload',
    'Contender',
    'CPU-s per player-minute',
    'µs per delivery',
    'B per player-second',
    'late ms p50 / p99',
    'kB per connection',
    'ticks/s',
  ];
  const rows = figures.map((one) => [
    `${one.rooms} × ${one.players / one.rooms}`,
    one.contender,
    one.cpuSecondsPerPlayerMinute,
    one.cpuMicrosecondsPerDelivery,
    one.bytesPerPlayerSecond,
    `${one.latenessMs.p50} / ${one.latenessMs.p99}`,
    one.kilobytesPerConnection,
    one.ticksPerSecond,
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
