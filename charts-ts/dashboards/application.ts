import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { LOOP_LOOK_SECONDS } from '../../service/src/metrics.ts';
import { percentOf } from '../alerts/budgets.ts';
import { board } from './board.ts';
import { ROUTES_OF_PLAYERS } from './conditions.ts';
import type { Limits, PanelProps } from './panel.ts';
import { type HistogramName, increase, quantiles, rate, series, sum, type Where } from './promql.ts';
import type { Language, Text } from './text.ts';

/** The pods that the reader has chosen. */
const pod = '=~"$pod"';

const app = { job: WORKLOADS.app, pod } as const;

const route = ROUTES_OF_PLAYERS;

/** Seconds that an answer, a tick and a step may take. */
const ANSWER: Limits = { watch: 0.25, bad: 1 };
const GAP: Limits = { watch: 0.2, bad: 0.3 };
const STEP: Limits = { watch: 0.05, bad: 0.15 };

/** What players feel: requests, sockets, rooms, ticks, sign-ins, and the runtime beneath. */
export function application(language: Language): Dashboard {
  return board(
    {
      uid: 'application',
      title: { en: 'Application', ko: '애플리케이션' },
      variables: [
        { name: 'pod', title: { en: 'Pod', ko: '파드' }, of: series('playcode_websocket_connections') },
      ],
      rows: [
        {
          title: { en: 'Now', ko: '지금' },
          panels: [
            {
              title: { en: 'WebSocket connections', ko: '웹소켓 연결' },
              unit: 'short',
              as: 'number',
              width: 4,
              queries: { open: sum('playcode_websocket_connections', { where: { pod } }) },
            },
            {
              title: { en: 'Game sessions', ko: '게임 세션' },
              unit: 'short',
              as: 'number',
              width: 4,
              queries: { rooms: sum('playcode_rooms', { where: { pod } }) },
            },
            {
              title: { en: 'Players', ko: '플레이어' },
              unit: 'short',
              as: 'number',
              width: 4,
              queries: { '{{kind}}': sum('playcode_players', { where: { pod }, by: ['kind'] }) },
            },
            {
              title: { en: 'Ticks that did not come in time', ko: '제때 오지 않은 틱' },
              description: {
                en: 'Part of all ticks of live rooms in five minutes, those that a silent room lacks included.',
                ko: '5분 동안 진행 중인 방에서 늦거나 빠진 틱의 비율. 침묵한 방에서 빠진 틱도 센다.',
              },
              unit: 'percentunit',
              as: 'number',
              width: 4,
              limits: { watch: 0.01, bad: 0.05 },
              queries: { late: series('slo:errors:ratio_rate5m', { slo: 'ticks' }) },
            },
            {
              title: { en: 'Rooms without an owner', ko: '주인 없는 방' },
              unit: 'short',
              as: 'number',
              width: 4,
              limits: { watch: 1, bad: 2 },
              queries: { rooms: `max(${series('playcode_rooms_ownerless', { pod })})` },
            },
            {
              title: { en: 'Log and store reachable', ko: '로그와 저장소 연결' },
              unit: 'bool_yes_no',
              as: 'number',
              width: 4,
              limits: { watch: 1, bad: 0.5 },
              queries: {
                Redis: `min(${series('playcode_log_reachable', { pod })})`,
                MongoDB: `min(${series('playcode_store_reachable', { pod })})`,
              },
            },
          ],
        },
        {
          title: { en: 'HTTP', ko: 'HTTP' },
          panels: [
            {
              title: { en: 'Request rate', ko: '요청 수' },
              unit: 'reqps',
              queries: {
                '{{status}}': rate('playcode_http_requests_total', { where: { pod, route }, by: ['status'] }),
              },
            },
            {
              title: { en: 'Request rate by route', ko: '경로별 요청 수' },
              unit: 'reqps',
              queries: {
                '{{method}} {{route}}': rate('playcode_http_requests_total', {
                  where: { pod, route },
                  by: ['method', 'route'],
                }),
              },
            },
            percentiles(
              { en: 'Latency', ko: '응답 시간' },
              'playcode_http_request_duration_seconds',
              ANSWER,
              { pod, route },
            ),
          ],
        },
        {
          title: { en: 'Sockets and rooms', ko: '소켓과 방' },
          panels: [
            {
              title: { en: 'WebSocket connections by pod', ko: '파드별 웹소켓 연결' },
              unit: 'short',
              queries: {
                '{{pod}}': sum('playcode_websocket_connections', { where: { pod }, by: ['pod'] }),
              },
            },
            {
              title: { en: 'Sockets that asked for a room', ko: '방에 들어오려는 소켓' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_joins_total', { where: { pod }, by: ['outcome'] }),
              },
            },
            {
              title: { en: 'Closed by the service', ko: '서버가 닫은 연결' },
              unit: 'ops',
              queries: {
                '{{reason}}': rate('playcode_websocket_closes_total', { where: { pod }, by: ['reason'] }),
              },
            },
            {
              title: { en: 'Rooms', ko: '방' },
              unit: 'short',
              queries: { '{{size}}': sum('playcode_rooms', { where: { pod }, by: ['size'] }) },
            },
            {
              title: { en: 'Players by kind', ko: '종류별 플레이어' },
              unit: 'short',
              queries: { '{{kind}}': sum('playcode_players', { where: { pod }, by: ['kind'] }) },
            },
            {
              title: { en: 'Matches ended', ko: '끝난 경기' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_matches_total', { where: { pod }, by: ['outcome'] }),
              },
            },
          ],
        },
        {
          title: { en: 'Ticks', ko: '틱' },
          panels: [
            {
              title: { en: 'Ticks due', ko: '와야 할 틱' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_ticks_total', { where: { pod }, by: ['outcome'] }),
              },
            },
            percentiles({ en: 'Tick gap', ko: '틱 간격' }, 'playcode_tick_gap_seconds', GAP, { pod }),
            percentiles(
              { en: 'Time of a step', ko: '한 틱의 계산 시간' },
              'playcode_tick_step_seconds',
              STEP,
              { pod },
            ),
            {
              title: { en: 'Time to log a tick', ko: '틱을 기록하는 시간' },
              description: {
                en: 'Round trip of the script that appends and publishes a tick.',
                ko: '틱을 덧붙이고 알리는 스크립트의 왕복 시간.',
              },
              unit: 's',
              limits: { watch: 0.01, bad: 0.05 },
              queries: quantiles('playcode_query_duration_seconds', {
                store: '=~"redis|memory"',
                operation: 'append',
                pod,
              }),
            },
            percentiles({ en: 'Input to tick', ko: '입력에서 틱까지' }, 'playcode_input_age_seconds', GAP, {
              pod,
            }),
            {
              title: { en: 'Ticks begun late', ko: '늦게 시작한 틱' },
              unit: 'ops',
              queries: {
                '{{pod}}': rate('playcode_ticks_slipped_total', { where: { pod }, by: ['pod'] }),
              },
            },
            {
              title: { en: 'Inputs', ko: '입력' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_inputs_total', { where: { pod }, by: ['outcome'] }),
              },
            },
            {
              title: { en: 'Ticks that clients are behind', ko: '클라이언트가 뒤처진 틱' },
              unit: 'short',
              limits: { watch: 5, bad: 14 },
              queries: quantiles('playcode_client_lag_ticks', { pod }),
            },
            {
              title: { en: 'Resyncs', ko: '재동기화' },
              unit: 'ops',
              queries: {
                '{{reason}}': rate('playcode_resyncs_total', { where: { pod }, by: ['reason'] }),
              },
            },
          ],
        },
        {
          title: { en: 'Owners and the log', ko: '방 주인과 로그' },
          panels: [
            {
              title: { en: 'Rooms taken over in 15 minutes', ko: '15분 동안 넘겨받은 방' },
              unit: 'short',
              queries: {
                '{{reason}}': increase('playcode_takeovers_total', '15m', { where: { pod }, by: ['reason'] }),
                lost: increase('playcode_rooms_lost_total', '15m', { where: { pod } }),
              },
            },
            {
              title: { en: 'What the log said to ticks', ko: '틱에 대한 로그의 응답' },
              description: {
                en: 'Fenced: another owns the room. Conflict: two have owned it. Behind: the log has lost its end.',
                ko: 'fenced: 다른 프로세스가 방의 주인. conflict: 주인이 둘이었음. behind: 로그의 끝이 사라짐.',
              },
              unit: 'ops',
              queries: {
                '{{reply}}': rate('playcode_log_replies_total', { where: { pod }, by: ['reply'] }),
              },
            },
            {
              title: { en: 'Read again and put back in 15 minutes', ko: '15분 동안 다시 읽거나 되돌린 것' },
              unit: 'short',
              queries: {
                'gaps read': increase('playcode_gap_fills_total', '15m', { where: { pod } }),
                'logs mended': increase('playcode_log_mends_total', '15m', { where: { pod } }),
              },
            },
            {
              title: { en: 'Matches that wait to be kept', ko: '저장을 기다리는 경기' },
              unit: 'short',
              width: 12,
              queries: { matches: `max(${series('playcode_matches_pending', { pod })})` },
            },
            {
              title: { en: 'Oldest of them', ko: '가장 오래된 것' },
              unit: 's',
              width: 12,
              limits: { watch: 60, bad: 300 },
              queries: { age: `max(${series('playcode_matches_pending_age_seconds', { pod })})` },
            },
          ],
        },
        {
          title: { en: 'Objectives', ko: '목표' },
          panels: [
            {
              title: { en: 'Errors, in an hour', ko: '오류 비율, 1시간' },
              description: {
                en: `Budget: availability ${percentOf('availability')}, ticks ${percentOf('ticks')}, joins ${percentOf('joins')}.`,
                ko: `예산: 가용성 ${percentOf('availability')}, 틱 ${percentOf('ticks')}, 입장 ${percentOf('joins')}.`,
              },
              unit: 'percentunit',
              width: 12,
              queries: { '{{slo}}': series('slo:errors:ratio_rate1h') },
            },
            {
              title: { en: 'Errors, in three days', ko: '오류 비율, 3일' },
              unit: 'percentunit',
              width: 12,
              queries: { '{{slo}}': series('slo:errors:ratio_rate3d') },
            },
          ],
        },
        {
          title: { en: 'Players themselves', ko: '플레이어' },
          panels: [
            {
              title: { en: 'Sign-ins tried', ko: '로그인 시도' },
              unit: 'ops',
              queries: {
                '{{provider}} {{outcome}}': rate('playcode_auth_attempts_total', {
                  where: { pod },
                  by: ['provider', 'outcome'],
                }),
              },
            },
            {
              title: { en: 'Pictures posted', ko: '올린 사진' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_pictures_total', { where: { pod }, by: ['outcome'] }),
              },
            },
            {
              title: { en: 'Mails', ko: '메일' },
              unit: 'ops',
              queries: {
                '{{outcome}}': rate('playcode_mails_total', { where: { pod }, by: ['outcome'] }),
              },
            },
          ],
        },
        {
          title: { en: 'Runtime', ko: '런타임' },
          panels: [
            {
              title: { en: 'Heap', ko: '힙' },
              unit: 'bytes',
              queries: {
                'used {{pod}}': series('nodejs_heap_size_used_bytes', app),
                'total {{pod}}': series('nodejs_heap_size_total_bytes', app),
              },
            },
            {
              title: { en: 'Event loop lag', ko: '이벤트 루프 지연' },
              unit: 's',
              limits: { watch: 0.05, bad: 0.1 },
              queries: {
                'p50 {{pod}}': loopLag('nodejs_eventloop_lag_p50_seconds'),
                'p99 {{pod}}': loopLag('nodejs_eventloop_lag_p99_seconds'),
              },
            },
            {
              title: { en: 'Resident memory', ko: '상주 메모리' },
              unit: 'bytes',
              queries: {
                '{{pod}}': series('process_resident_memory_bytes', app),
                'outside the heap {{pod}}': series('nodejs_external_memory_bytes', app),
              },
            },
            {
              title: { en: 'CPU', ko: 'CPU' },
              unit: 'percentunit',
              width: 12,
              limits: { watch: 0.7, bad: 0.9 },
              queries: { '{{pod}}': rate('process_cpu_seconds_total', { where: app, by: ['pod'] }) },
            },
            {
              title: { en: 'Garbage collection, part of the time', ko: '가비지 수집에 쓴 시간의 비율' },
              unit: 'percentunit',
              width: 12,
              queries: { '{{pod}}': rate('nodejs_gc_duration_seconds_sum', { where: app, by: ['pod'] }) },
            },
          ],
        },
        {
          title: { en: 'Logs', ko: '로그' },
          panels: [
            {
              title: { en: 'Warnings and errors', ko: '경고와 오류' },
              lines: `{namespace="${NAMESPACES.app}", app="${WORKLOADS.app}", pod=~"$pod", level=~"warn|error"} | json`,
            },
            {
              title: { en: 'Rooms: made, taken over, ended', ko: '방: 생성, 인계, 종료' },
              lines: `{namespace="${NAMESPACES.app}", app="${WORKLOADS.app}", pod=~"$pod", level="info"} | room != ""`,
            },
          ],
        },
      ],
    },
    language,
  );
}

/** A graph of the median and the two tails of a histogram of seconds. */
function percentiles<M extends HistogramName>(
  title: Text,
  metric: M,
  limits: Limits,
  where: Where<M>,
): PanelProps {
  return { title, unit: 's', limits, queries: quantiles(metric, where) };
}

/** How much longer than asked for the event loop was away: it may come back a hair early, too, which is no lag. */
function loopLag(metric: 'nodejs_eventloop_lag_p50_seconds' | 'nodejs_eventloop_lag_p99_seconds'): string {
  return `clamp_min(${series(metric, app)} - ${LOOP_LOOK_SECONDS}, 0)`;
}
