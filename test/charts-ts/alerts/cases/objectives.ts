import type { AlertCase, Series } from './alert-case.ts';

/** Requests a minute: so many that succeed and so many that fail. */
const requests = (good: number, bad: number): Series => ({
  'playcode_http_requests_total{job="playcode-app",pod="a",method="GET",route="/*",status="2xx"}': `0+${good}x600`,
  'playcode_http_requests_total{job="playcode-app",pod="a",method="GET",route="/*",status="5xx"}': `0+${bad}x600`,
});

const ticks = (onTime: number, late: number, missing: number): Series => ({
  'playcode_ticks_total{pod="a",outcome="on_time"}': `0+${onTime}x600`,
  'playcode_ticks_total{pod="a",outcome="late"}': `0+${late}x600`,
  'playcode_ticks_total{pod="b",outcome="missing"}': `0+${missing}x600`,
});

const joins = (joined: number, unavailable: number): Series => ({
  'playcode_joins_total{pod="a",outcome="joined"}': `0+${joined}x600`,
  'playcode_joins_total{pod="a",outcome="unavailable"}': `0+${unavailable}x600`,
  // A code that somebody mistyped is not the service's fault.
  'playcode_joins_total{pod="a",outcome="gone"}': '0+500x600',
});

/** Alerts about objectives. */
export const OBJECTIVES: readonly AlertCase[] = [
  // 1 % of requests fail, ten times the budget, for long.
  { alert: 'AvailabilityBudgetBurnsFast', ill: requests(985, 15), well: requests(998, 2) },
  { alert: 'AvailabilityBudgetBurnsSlowly', ill: requests(998, 2), well: requests(9995, 5), at: '60m' },
  { alert: 'TicksBudgetBurnsFast', ill: ticks(840, 80, 80), well: ticks(980, 20, 0) },
  { alert: 'TicksBudgetBurnsSlowly', ill: ticks(980, 20, 0), well: ticks(995, 5, 0), at: '60m' },
  { alert: 'JoinsBudgetBurnsFast', ill: joins(92, 8), well: joins(99, 1) },
  // At night, with hardly anybody there, one that fails is a large part of them.
  {
    alert: 'AvailabilityBudgetBurnsFast',
    ill: requests(1, 1),
    well: {
      'playcode_http_requests_total{route="/*",status="2xx"}': '0x10 1x10 2x30',
      'playcode_http_requests_total{route="/*",status="5xx"}': '0x18 1x600',
    },
  },
  {
    alert: 'AvailabilityBudgetBurnsSlowly',
    ill: requests(998, 2),
    well: {
      'playcode_http_requests_total{route="/*",status="2xx"}': '0+1x600',
      'playcode_http_requests_total{route="/*",status="5xx"}': '0x18 3x600',
    },
    at: '120m',
  },
  {
    alert: 'JoinsBudgetBurnsFast',
    ill: joins(1, 1),
    well: {
      'playcode_joins_total{outcome="joined"}': '0+1x60',
      'playcode_joins_total{outcome="unavailable"}': '0x18 3x60',
    },
  },
  { alert: 'JoinsBudgetBurnsSlowly', ill: joins(99, 1), well: joins(997, 3), at: '60m' },
];
