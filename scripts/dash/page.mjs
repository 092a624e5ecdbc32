import { colourOf, lines, written } from './chart.mjs';

const REFRESH_MS = 5000;
const SPAN_SECONDS = 15 * 60;
const STEP_SECONDS = 5;

const nav = document.querySelector('#boards');
const main = document.querySelector('#panels');
const state = document.querySelector('#state');
const switcher = document.querySelector('#language');

const WORDS = {
  en: {
    other: '한국어',
    empty: 'no data: nothing that this machine runs tells it',
    logs: 'log lines stand in Grafana',
  },
  ko: {
    other: 'English',
    empty: '데이터 없음: 이 컴퓨터에는 알려 줄 것이 없음',
    logs: '로그는 Grafana에서 볼 수 있음',
  },
};

let language = navigator.language.startsWith('ko') ? 'ko' : 'en';
let boards = [];
let chosen = location.hash.slice(1) || 'application';

/** Text that is not ours must not be read as markup. */
function safe(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

async function load() {
  boards = await (await fetch(`/dashboards?language=${language}`)).json();
  document.documentElement.lang = language;
  switcher.textContent = WORDS[language].other;
  show();
}

function show() {
  const board = boards.find(({ uid }) => uid === chosen) ?? boards[0];
  nav.replaceChildren(
    ...boards.map(({ uid, title }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = title;
      button.setAttribute('aria-current', String(uid === board.uid));
      button.onclick = () => {
        chosen = uid;
        location.hash = uid;
        show();
      };
      return button;
    }),
  );
  main.replaceChildren(
    ...board.panels.map((panel) => {
      if (panel.type === 'row') {
        const title = document.createElement('h2');
        title.textContent = panel.title;
        return title;
      }
      const card = document.createElement('article');
      card.style.setProperty('--width', panel.gridPos.w);
      card.title = panel.description ?? '';
      card.innerHTML = `<h3>${safe(panel.title)}</h3><div></div>`;
      card.panel = panel;
      return card;
    }),
  );
  void refresh();
}

async function refresh() {
  const board = boards.find(({ uid }) => uid === chosen) ?? boards[0];
  const everything = new Map(board.templating.list.map(({ name, allValue }) => [name, allValue]));
  const to = Math.floor(Date.now() / 1000);
  const from = to - SPAN_SECONDS;
  let shown = 0;
  const failures = new Set();
  const cards = [...main.querySelectorAll('article')];
  await Promise.all(
    cards.map(async (card) => {
      const { panel } = card;
      const place = card.lastElementChild;
      if (panel.type === 'logs') {
        place.innerHTML = `<p class="empty">${WORDS[language].logs}</p>`;
        return;
      }
      const answers = await Promise.all(
        panel.targets.map(({ expr, legendFormat }) => ask(expr, legendFormat, everything, from, to)),
      );
      for (const { error } of answers) if (error) failures.add(error);
      const series = answers.flatMap((one) => one.series);
      if (series.length > 0) shown += 1;
      place.innerHTML =
        series.length > 0 ? drawn(panel, series, from, to) : `<p class="empty">${WORDS[language].empty}</p>`;
    }),
  );
  state.textContent = [`${shown} / ${cards.length}`, ...failures].join(' · ');
}

/** The series of a query, each with its legend, and what went wrong. */
async function ask(expr, format = '', everything = new Map(), from = 0, to = 0) {
  const query = expr
    .replaceAll('$__rate_interval', '30s')
    .replaceAll(/\$(\w+)/g, (found, name) => everything.get(name) ?? found);
  const search = new URLSearchParams({ query, start: from, end: to, step: STEP_SECONDS });
  const answer = await fetch(`/query?${search}`).then(
    (response) => response.json(),
    (error) => ({ error: error.message }),
  );
  const series = (answer.data?.result ?? []).map(({ metric, values }) => ({
    legend: format.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '').trim(),
    points: values.map(([time, value]) => [time, Number(value)]),
  }));
  return { series, error: answer.error };
}

function drawn(panel, series, from, to) {
  const { unit, thresholds } = panel.fieldConfig.defaults;
  const newest = (one) => one.points.at(-1)?.[1];
  if (panel.type === 'stat')
    return `<div>${series
      .map(
        (one) =>
          `<span class="number ${stateOf(newest(one), thresholds.steps)}">${written(newest(one), unit)}<small>${safe(one.legend)}</small></span> `,
      )
      .join('')}</div>`;
  const legend = series
    .map(
      (one, index) =>
        `<li><i style="background:${colourOf(index)}"></i>${safe(one.legend)} ${written(newest(one), unit)}</li>`,
    )
    .join('');
  return `${lines(series, unit, from, to, thresholds.steps)}<ul class="legend">${legend}</ul>`;
}

/** Good, worth a look, or bad, by the last step that the value has reached. */
function stateOf(value, steps) {
  const reached = steps.findLast((step) => step.value === null || value >= step.value);
  return { yellow: 'watch', red: 'bad' }[reached?.color] ?? '';
}

switcher.onclick = () => {
  language = language === 'en' ? 'ko' : 'en';
  void load();
};
await load();
setInterval(() => void refresh(), REFRESH_MS);
