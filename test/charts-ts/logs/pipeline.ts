/** A log agent as an oracle sees it, whichever language its configuration is written in. */
export interface Agent {
  readonly rules: readonly Rule[];
  readonly stages: readonly Stage[];
  /** Where the lines go. */
  readonly url: string;
}

/** A relabelling of what discovery says of a pod. */
export interface Rule {
  readonly sources: readonly string[];
  /** @default ';' */
  readonly separator?: string | undefined;
  readonly target: string;
  /** @default '$1' */
  readonly replacement?: string | undefined;
}

/** A stage of the pipeline; of those that agents have, the ones that the oracle knows. */
export type Stage =
  | { readonly kind: 'cri' }
  | { readonly kind: 'json'; readonly expressions: Words }
  | {
      readonly kind: 'timestamp';
      readonly source: string;
      readonly format: string;
      readonly onFailure: string;
    }
  | { readonly kind: 'labels' | 'structured_metadata'; readonly values: Words }
  | { readonly kind: 'drop_labels'; readonly names: readonly string[] }
  | { readonly kind: 'match'; readonly selector: string; readonly stages: readonly Stage[] };

export type Words = Readonly<Record<string, string>>;

/** A line as Loki gets it. */
export interface Entry {
  readonly line: string;
  /** In RFC 3339. */
  readonly time: string;
  readonly labels: Words;
  readonly metadata: Words;
}

/** A line on its way, with what stages have read of it. */
interface Passing extends Entry {
  readonly extracted: Readonly<Record<string, unknown>>;
}

/** What discovery's words of a pod become: labels, and the path of its files. */
export function relabelled(
  agent: Agent,
  discovered: Words,
): { readonly labels: Words; readonly path: string } {
  const all: Record<string, string> = { ...discovered };
  for (const { sources, separator = ';', target, replacement = '$1' } of agent.rules) {
    all[target] = replacement.replace('$1', sources.map((source) => all[source] ?? '').join(separator));
  }
  const labels = Object.entries(all).filter(([label, value]) => !label.startsWith('__') && value !== '');
  return { labels: Object.fromEntries(labels), path: all.__path__ ?? '' };
}

/** What an agent makes of a line of a file, as the container runtime has written it. */
export function read(agent: Agent, pod: Words, file: string, written: string): Entry {
  const { labels } = relabelled(agent, pod);
  const begin: Passing = {
    line: written,
    time: '',
    labels: { ...labels, filename: file },
    metadata: {},
    extracted: {},
  };
  const { extracted: _, ...entry } = agent.stages.reduce(passed, begin);
  return entry;
}

const CRI = /^(?<time>\S+) (?<stream>stdout|stderr) (?<flags>[FP]) (?<content>.*)$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function passed(entry: Passing, stage: Stage): Passing {
  const { extracted, labels } = entry;
  switch (stage.kind) {
    case 'cri': {
      const { time, stream, content } = CRI.exec(entry.line)!.groups as Record<string, string>;
      return { ...entry, time: time!, line: content!, labels: { ...labels, stream: stream! } };
    }
    case 'json':
      return { ...entry, extracted: { ...extracted, ...fieldsOf(entry.line, stage.expressions) } };
    case 'timestamp': {
      const value = textOf(extracted[stage.source]);
      if (stage.format !== 'RFC3339Nano' || stage.onFailure !== 'skip')
        throw new Error(`the oracle knows no timestamp ${JSON.stringify(stage)}`);
      return value !== undefined && RFC_3339.test(value) ? { ...entry, time: value } : entry;
    }
    case 'labels':
      return { ...entry, labels: { ...labels, ...taken(extracted, stage.values) } };
    case 'structured_metadata':
      return { ...entry, metadata: { ...entry.metadata, ...taken(extracted, stage.values) } };
    case 'drop_labels':
      return {
        ...entry,
        labels: Object.fromEntries(Object.entries(labels).filter(([label]) => !stage.names.includes(label))),
      };
    case 'match':
      return selects(stage.selector, labels) ? stage.stages.reduce(passed, entry) : entry;
  }
}

/** The fields of a line that is a JSON object; nothing of another line. Fields that are not there are there as null. */
function fieldsOf(line: string, expressions: Words): Readonly<Record<string, unknown>> {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(line);
  } catch {
    return {};
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return {};
  return Object.fromEntries(
    Object.entries(expressions).map(([name, field]) => [name, object[field || name] ?? null]),
  );
}

/** What was read, under the names it gets; an empty source is one of the same name. */
function taken(extracted: Readonly<Record<string, unknown>>, values: Words): Words {
  const found = Object.entries(values).map(([name, source]) => [name, textOf(extracted[source || name])]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** What was read, as text; an object or a list as JSON, null not at all. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A selector of one label, which is all that the pipelines have. */
function selects(selector: string, labels: Words): boolean {
  const [, label, value] = /^\{(\w+)="([^"]*)"\}$/.exec(selector) ?? [];
  if (label === undefined) throw new Error(`the oracle knows no selector ${selector}`);
  return labels[label] === value;
}
