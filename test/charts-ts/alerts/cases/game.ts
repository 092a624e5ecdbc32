import type { AlertCase, Series } from './alert-case.ts';

const ticks = (onTime: number, late: number, missing: number): Series => ({
  'playcode_ticks_total{pod="a",outcome="on_time"}': `0+${onTime}x600`,
  'playcode_ticks_total{pod="a",outcome="late"}': `0+${late}x600`,
  'playcode_ticks_total{pod="b",outcome="missing"}': `0+${missing}x600`,
});

/** Alerts about the game. */
export const GAME: readonly AlertCase[] = [
  {
    alert: 'AppDown',
    ill: { 'up{job="playcode-app",pod="a"}': '1x5 0x60', 'up{job="playcode-app",pod="b"}': '1x5 0x60' },
    well: { 'up{job="playcode-app",pod="a"}': '1x60', 'up{job="playcode-app",pod="b"}': '0x60' },
  },
  {
    alert: 'AppDown',
    ill: { 'up{job="redis-exporter"}': '1x60' },
    well: { 'up{job="playcode-app"}': '1x60' },
  },
  { alert: 'TicksLate', ill: ticks(900, 0, 100), well: ticks(970, 30, 0) },
  {
    alert: 'RoomsOwnerless',
    ill: { 'playcode_rooms_ownerless{pod="a"}': '0x18 2x60', 'playcode_rooms_ownerless{pod="b"}': '0x60' },
    well: { 'playcode_rooms_ownerless{pod="a"}': '0x19 1 0x60' },
  },
  {
    alert: 'GameLogAway',
    ill: { 'playcode_log_reachable{pod="a"}': '0x60', 'playcode_log_reachable{pod="b"}': '0x60' },
    well: { 'playcode_log_reachable{pod="a"}': '1x60' },
    times: 2,
  },
  {
    alert: 'StoreAway',
    ill: { 'playcode_store_reachable{pod="a"}': '0x60' },
    well: { 'playcode_store_reachable{pod="a"}': '0x18 1x60' },
  },
  {
    alert: 'MatchesWait',
    ill: { 'playcode_matches_pending_age_seconds{pod="a"}': '0+60x60' },
    well: { 'playcode_matches_pending_age_seconds{pod="a"}': '200x60' },
  },
  {
    alert: 'LogForked',
    ill: { 'playcode_log_replies_total{reply="conflict"}': '0x15 1x60' },
    well: {
      'playcode_log_replies_total{reply="conflict"}': '3x60',
      'playcode_log_replies_total{reply="fenced"}': '0+1x60',
    },
  },
  {
    alert: 'LogLosesItsEnd',
    ill: { 'playcode_log_mends_total{pod="a"}': '0x15 2x60' },
    well: { playcode_log_mends_total: '2x60' },
  },
  {
    alert: 'ClientsDisagree',
    ill: { 'playcode_resyncs_total{reason="desync"}': '0+1x60' },
    well: {
      'playcode_resyncs_total{reason="desync"}': '0x15 2x60',
      'playcode_resyncs_total{reason="slow"}': '0+9x60',
    },
  },
  {
    alert: 'MatchesBreak',
    ill: { 'playcode_matches_total{outcome="stranded"}': '0x15 1x60' },
    well: {
      'playcode_matches_total{outcome="broken"}': '1x60',
      'playcode_matches_total{outcome="time"}': '0+5x60',
    },
  },
  {
    alert: 'SignInsFail',
    ill: { 'playcode_auth_attempts_total{provider="naver",outcome="unavailable"}': '0+1x60' },
    well: {
      'playcode_auth_attempts_total{provider="naver",outcome="ok"}': '0+9x60',
      'playcode_auth_attempts_total{provider="google",outcome="cancelled"}': '0+9x60',
    },
  },
  {
    alert: 'SignInsFail',
    // The provider does not know us any more: nobody gets in.
    ill: {
      'playcode_auth_attempts_total{provider="google",outcome="ok"}': '9x60',
      'playcode_auth_attempts_total{provider="google",outcome="refused"}': '0+1x60',
    },
    // One is refused again and again, others get in.
    well: {
      'playcode_auth_attempts_total{provider="google",outcome="ok"}': '0x10 1x60',
      'playcode_auth_attempts_total{provider="google",outcome="refused"}': '0+1x60',
    },
  },
  {
    alert: 'MailsFail',
    ill: {
      'playcode_mails_total{outcome="sent"}': '9x400',
      'playcode_mails_total{outcome="failed"}': '0x10 1x100 2x300',
    },
    // One is given up again and again, others leave; addresses that are none are nobody's fault.
    well: {
      'playcode_mails_total{outcome="sent"}': '0x10 1x400',
      'playcode_mails_total{outcome="failed"}': '0+1x400',
      'playcode_mails_total{outcome="refused"}': '0+1x400',
    },
    at: '2h',
  },
  {
    alert: 'MailsFail',
    ill: { 'playcode_mails_total{outcome="failed"}': '0x300 2x100' },
    // One alone is no sign of anything. Of what was scraped a moment before Prometheus makes a little more.
    well: { 'playcode_mails_total{outcome="failed"}': '0x300 1x58 _x9' },
    at: '6h',
  },
  {
    alert: 'EventLoopBlocked',
    ill: { 'nodejs_eventloop_lag_p99_seconds{job="playcode-app",pod="a"}': '0.25x60' },
    well: { 'nodejs_eventloop_lag_p99_seconds{job="playcode-app",pod="a"}': '0.25x16 0.15x60' },
  },
];
