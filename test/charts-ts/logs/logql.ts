import { parser } from '@grafana/lezer-logql';
import type { Entry, Words } from './pipeline.ts';

type Tree = ReturnType<typeof parser.parse>;

type SyntaxNode = Tree['topNode'];

/** The parts of a query that Loki's grammar does not know. */
export function errorsIn(query: string): readonly string[] {
  const errors: string[] = [];
  parsed(query).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(`at ${node.from}: ${query.slice(node.from, node.from + 20)}`);
    },
  });
  return errors;
}

/**
 * The lines that a query of lines finds among others, as Loki would.
 * @throws Error at what is not LogQL, what Loki would refuse, or what the oracle does not know
 */
export function found(query: string, entries: readonly Entry[]): readonly Entry[] {
  const errors = errorsIn(query);
  if (errors.length > 0) throw new Error(`${query}: ${errors.join(', ')}`);
  const text = ({ from, to }: SyntaxNode): string => query.slice(from, to);
  const matchers: SyntaxNode[] = [];
  const stages: SyntaxNode[] = [];
  parsed(query).iterate({
    enter: ({ name, node }) => {
      if (name === 'Matcher' && node.parent?.name !== 'LabelFilter') matchers.push(node);
      if (name === 'PipelineStage') stages.push(node);
      if (name === 'MetricExpr') throw new Error(`${query}: expected lines, found numbers`);
    },
  });
  const selector = matchers.map((node) => condition(...parts(node, text)));
  if (!selector.some((matches) => !matches({})))
    throw new Error(`${query}: Loki wants at least one matcher that an empty value does not satisfy`);
  return entries.filter((entry) => {
    if (!selector.every((matches) => matches(entry.labels))) return false;
    let fields: Words = { ...entry.labels, ...entry.metadata };
    return stages.every((stage) => {
      const kind = stage.lastChild!;
      if (kind.name === 'LineFilters') return lineMatches(text(kind), entry.line);
      if (kind.name === 'LabelParser' && text(kind) === 'json') {
        fields = { ...fields, ...fieldsOf(entry.line, fields) };
        return true;
      }
      if (kind.name === 'LabelFilter' && kind.firstChild!.name === 'Matcher')
        return condition(...parts(kind.firstChild!, text))(fields);
      throw new Error(`${query}: the oracle knows no ${kind.name} ${text(kind)}`);
    });
  });
}

function parsed(query: string): Tree {
  return parser.parse(query);
}

function parts(matcher: SyntaxNode, text: (node: SyntaxNode) => string): [string, string, string] {
  const [name, operator, value] = [matcher.firstChild!, matcher.firstChild!.nextSibling!, matcher.lastChild!];
  return [text(name), text(operator), JSON.parse(text(value)) as string];
}

/** A condition on a label; one that is not there counts as empty. */
function condition(label: string, operator: string, value: string): (labels: Words) => boolean {
  const whole = operator.includes('~') ? expression(`^(?:${value})$`) : undefined;
  return (labels) => {
    const is = labels[label] ?? '';
    const matches = whole ? whole.test(is) : is === value;
    return operator.startsWith('!') ? !matches : matches;
  };
}

function lineMatches(filter: string, line: string): boolean {
  const [, operator, value] = /^(\|=|!=|\|~|!~)\s*("(?:[^"\\]|\\.)*")$/.exec(filter) ?? [];
  if (value === undefined) throw new Error(`the oracle knows no line filter ${filter}`);
  const sought = JSON.parse(value) as string;
  const matches = operator!.endsWith('~') ? expression(sought).test(line) : line.includes(sought);
  return operator!.startsWith('!') ? !matches : matches;
}

/** RE2 puts flags before the expression. */
function expression(text: string): RegExp {
  return new RegExp(text.replace('(?i)', ''), text.includes('(?i)') ? 'i' : '');
}

/** The fields of a JSON line, nested ones by their path; one whose name is taken gets a suffix. */
function fieldsOf(line: string, taken: Words): Words {
  const fields: Record<string, string> = {};
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value) || value === null) return;
    if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value as object))
        visit(inner, `${path === '' ? '' : `${path}_`}${key.replaceAll(/\W/g, '_')}`);
    } else if (path !== '') fields[path in taken ? `${path}_extracted` : path] = String(value);
  };
  try {
    visit(JSON.parse(line), '');
  } catch {
    return { __error__: 'JSONParserErr' };
  }
  return fields;
}
