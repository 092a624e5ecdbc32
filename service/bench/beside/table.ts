import type { Bound, Limit } from './limit.ts';
import type { Figures, Workload } from './measure.ts';

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

const BOUNDS: Readonly<Record<Bound, string>> = {
  servers: "the servers' limit",
  players: "the players' limit: nothing is known of the servers'",
  others: "nobody's limit: other work ran on the machine",
  machine: "the limit of the cores that servers and players share, not the servers' own",
};

/** In words, how a step went. */
export function stepLine(step: Figures, { processes }: Workload): string {
  return [
    `${step.players / processes} sockets in each process`,
    `p99 ${step.latenessMs.p99} ms late`,
    `busiest server ${step.busiestServer} of a core`,
    `players ${step.playersCore} and ${step.playersLateMs} ms late themselves`,
    `other work ${step.elsewhere}`,
    ...(step.lost > 0 ? [`${step.lost} connections ended`] : []),
  ].join(', ');
}

/** In words, how many sockets each process of a contender carried in time, and with how many it did not. */
export function limitLine({ contender, kept, broke, bound }: Limit, workload: Workload): string {
  const intact = kept === null ? 'never' : stepLine(kept, workload);
  const late = broke === null ? 'never' : `${stepLine(broke, workload)}: ${BOUNDS[bound!]}`;
  return `${contender}: in time: ${intact}; too late: ${late}`;
}
