import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../../../charts-ts/index.ts';
import { at, synthesized } from '../synthesized.ts';
import { inFile, LINES, podOf } from './lines.ts';
import { errorsIn, found } from './logql.ts';
import { type Entry, read } from './pipeline.ts';
import { promtail } from './promtail.ts';

type LineName = keyof typeof LINES;

const objects = synthesized();

function file(configuration: RegExp, name: string): string {
  return String(
    at(
      objects.find(({ metadata }) => configuration.test(metadata.name)),
      'data',
      name,
    ),
  );
}

const agent = promtail(file(/^promtail-[0-9a-f]{10}$/, 'promtail.yaml'));

/** What Loki holds after the agent has read every line, by the line's name. */
const kept = new Map<LineName, Entry>(
  Object.entries(LINES).map(([name, line]) => {
    const { discovered, file: path } = podOf(line.app);
    return [name as LineName, read(agent, discovered, path, inFile(line))];
  }),
);

function namesFound(query: string): readonly LineName[] {
  const entries = found(query, [...kept.values()]);
  return [...kept].filter(([, entry]) => entries.includes(entry)).map(([name]) => name);
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** Each panel of log lines, its query with everything chosen. */
const panels = dashboards().flatMap(({ title, panels: all, templating }) => {
  const everything = new Map(templating!.list!.map(({ name, allValue }) => [name, allValue]));
  return (all as unknown as readonly Panel[])
    .filter(({ type }) => type === 'logs')
    .flatMap((panel) => panel.targets!.map(({ expr }) => [`${title}: ${panel.title}`, expr] as const))
    .map(
      ([panel, expr]) =>
        [panel, expr.replaceAll(/\$(\w+)/g, (word, name: string) => everything.get(name) ?? word)] as const,
    );
});

/** The lines that each panel shows. By hand. */
const SHOWN: Readonly<Record<string, readonly LineName[]>> = {
  'Application: Warnings and errors': ['roomStuck', 'requestFailed'],
  'Application: Rooms: made, taken over, ended': ['roomMade', 'roomTaken'],
  'Infrastructure: Errors of everything': ['roomStuck', 'requestFailed', 'crashed', 'exporterFails'],
  'Database: MongoDB, warnings and errors': ['mongoWarns'],
  'Database: Redis': ['redisSaves'],
};

describe('panels of log lines', () => {
  it('are those that are written down here', () => {
    expect(panels.map(([title]) => title)).toEqual(Object.keys(SHOWN));
  });

  it.each(panels)('%s is LogQL, and shows its lines and no others', (title, query) => {
    expect(errorsIn(query)).toEqual([]);
    expect(query).not.toContain('$');
    expect(namesFound(query)).toEqual(SHOWN[title]);
  });
});

describe('an id in a line', () => {
  const [, loki] = parse(file(/^grafana-datasources-/, 'datasources.yaml')).datasources;
  const fields = loki.jsonData.derivedFields as readonly {
    readonly name: string;
    readonly matcherRegex: string;
    readonly url: string;
  }[];

  it.each([
    ['room', 'roomStuck', ['roomMade', 'roomTaken', 'roomStuck']],
    ['request', 'requestFailed', ['requestFailed']],
  ] as const)('leads to all lines of its %s', (name, from, lines) => {
    const { matcherRegex, url } = fields.find((field) => field.name === name)!;
    const id = new RegExp(matcherRegex).exec(kept.get(from)!.line)![1]!;
    expect(namesFound(url.replace('$${__value.raw}', id))).toEqual(lines);
  });
});

describe('the oracle', () => {
  it('refuses what is not LogQL', () => {
    expect(errorsIn('{app="redis"} |')).not.toEqual([]);
    expect(errorsIn('{app=redis}')).not.toEqual([]);
    expect(errorsIn('{app="redis"} | json | room ! ""')).not.toEqual([]);
  });

  it('refuses what Loki would refuse, and what it does not know itself', () => {
    expect(() => namesFound('{app=~".*"}')).toThrow('at least one matcher');
    expect(() => namesFound('{app="redis"} | logfmt')).toThrow('knows no');
    expect(() => namesFound('count_over_time({app="redis"}[1m])')).toThrow('expected lines');
  });

  it('gives a field another name where the line’s own is taken', () => {
    expect(namesFound('{app="playcode-app"} | json | level_extracted="warn"')).toEqual(['roomStuck']);
    expect(namesFound('{app="playcode-app"} | json | err_message="fenced"')).toEqual(['roomStuck']);
    expect(namesFound('{app="redis"} | json | __error__!=""')).toEqual(['redisSaves']);
  });
});
