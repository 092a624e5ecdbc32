import { App } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCharts, objectsOf } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { at } from '../synthesized.ts';
import { alloy, blocksOf, references } from './alloy.ts';
import { inFile, LINES, podOf, WRITTEN_AT, type Written } from './lines.ts';
import { type Agent, type Entry, read, relabelled } from './pipeline.ts';
import { promtail } from './promtail.ts';

/** The configuration of a log agent, as it is synthesized for somebody who chose it. */
function configurationOf(logAgent: 'promtail' | 'alloy', file: string): string {
  const app = new App();
  buildCharts(app, { ...production, choices: { logAgent } });
  const found = objectsOf(app).filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`${logAgent}-`),
  );
  expect(found).toHaveLength(1);
  return String(at(found[0], 'data', file));
}

const written = {
  promtail: configurationOf('promtail', 'promtail.yaml'),
  alloy: configurationOf('alloy', 'config.alloy'),
};
const agents: readonly (readonly [string, Agent])[] = [
  ['Promtail', promtail(written.promtail)],
  ['Alloy', alloy(written.alloy)],
];

function readBy(agent: Agent, line: Written): Entry {
  const { discovered, file } = podOf(line.app);
  return read(agent, discovered, file, inFile(line));
}

describe.each(agents)('%s', (_, agent) => {
  const app = {
    namespace: 'playcode',
    app: 'playcode-app',
    pod: 'playcode-app-1',
    container: 'playcode-app',
    stream: 'stdout',
  };

  it('labels a pod’s lines by what runs, and reads them from its files', () => {
    expect(relabelled(agent, podOf('redis').discovered)).toEqual({
      labels: { namespace: 'playcode', app: 'redis', pod: 'redis-1', container: 'redis' },
      path: '/var/log/pods/*0b5e-77/redis/*.log',
    });
    expect(agent.url).toBe('http://loki:3100/loki/api/v1/push');
  });

  it('takes level, time and ids from a line of the service, and leaves the line whole', () => {
    expect(readBy(agent, LINES.roomMade)).toEqual({
      line: '{"time":"2026-11-26T03:00:00.987Z","environment":"production","level":"info","room":"K7Q2ZD","size":"small","msg":"room runs here"}',
      time: '2026-11-26T03:00:00.987Z',
      labels: { ...app, level: 'info' },
      metadata: { room: 'K7Q2ZD' },
    });
    expect(readBy(agent, LINES.requestFailed)).toMatchObject({
      labels: { ...app, level: 'error' },
      metadata: { request: '5f1c-0de5' },
    });
    expect(readBy(agent, LINES.started).metadata).toEqual({});
  });

  it('keeps a line that is not the service’s, at the time of the node', () => {
    expect(readBy(agent, LINES.crashed)).toEqual({
      line: 'FATAL ERROR: Reached heap limit',
      time: WRITTEN_AT,
      labels: { ...app, stream: 'stderr' },
      metadata: {},
    });
    expect(readBy(agent, { app: 'playcode-app', text: '{"level":"info","time":"yesterday"}' })).toMatchObject(
      {
        time: WRITTEN_AT,
        labels: { level: 'info' },
      },
    );
  });

  it('believes nobody else’s fields', () => {
    const text = '{"level":"K7Q2ZD-1","time":"2020-01-01T00:00:00Z","room":"K7Q2ZD"}';
    expect(readBy(agent, { app: 'mongodb', text })).toEqual({
      line: text,
      time: WRITTEN_AT,
      labels: {
        namespace: 'playcode',
        app: 'mongodb',
        pod: 'mongodb-1',
        container: 'mongodb',
        stream: 'stdout',
      },
      metadata: {},
    });
  });

  it('begins no stream for a room, a request or a restart', () => {
    const streams = new Set(
      Array.from({ length: 100 }, (_, index) => {
        const text = JSON.stringify({ level: 'info', room: `ROOM${index}`, request: `${index}` });
        const { discovered, file } = podOf('playcode-app');
        const entry = read(agent, discovered, file.replace('3.log', `${index}.log`), inFile({ text }));
        expect(entry.metadata).toEqual({ room: `ROOM${index}`, request: `${index}` });
        return JSON.stringify(entry.labels);
      }),
    );
    expect(streams.size).toBe(1);
  });
});

describe('both agents', () => {
  const [[, one], [, other]] = agents as [(typeof agents)[number], (typeof agents)[number]];

  it.each(Object.entries(LINES))('give the same of %s', (_, line) => {
    expect(readBy(one, line)).toEqual(readBy(other, line));
  });

  it('give the same of any line', () => {
    const field = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.object());
    const json = fc
      .record({ level: field, time: field, room: field, request: field, msg: field }, { requiredKeys: [] })
      .map((line) => JSON.stringify(line));
    const text = fc.oneof(
      json,
      fc.string().map((line) => line.replaceAll(/[\r\n\u2028\u2029]/g, ' ')),
    );
    fc.assert(
      fc.property(fc.constantFrom('playcode-app', 'mongodb'), text, (app, line) => {
        const entry = readBy(one, { app, text: line });
        expect(entry).toEqual(readBy(other, { app, text: line }));
        expect(entry.line).toBe(line);
      }),
    );
  });
});

describe('Alloy’s components', () => {
  it('are fed by each other, from discovery to Loki', () => {
    const blocks = blocksOf(written.alloy);
    const names = blocks.map(({ name, label }) => `${name}.${label}`);
    expect(references(blocks)).toEqual([
      'discovery.kubernetes.pods.targets',
      'discovery.relabel.pods.output',
      'local.file_match.pods.targets',
      'loki.process.pods.receiver',
      'loki.write.loki.receiver',
    ]);
    for (const reference of references(blocks))
      expect(names, reference).toContain(reference.split('.').slice(0, -1).join('.'));
  });

  it('would not be read with a brace too few or a value too many', () => {
    expect(() => blocksOf('loki.process "pods" { stage.cri {}')).toThrow('expected }');
    expect(() => blocksOf('loki.process "pods" { values = ["a" "b"] }')).toThrow('expected ,');
    expect(() => blocksOf('a "b" { c = `d` }')).toThrow('unexpected');
  });
});
