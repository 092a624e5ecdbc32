import type { Agent, Stage, Words } from './pipeline.ts';

/** A block of Alloy's language: `loki.process "pods" { … }`. */
interface Block {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly blocks: readonly Block[];
}

/** A value; what refers to something else stays as it is written. */
type Value = string | { readonly refers: string } | readonly Value[] | { readonly object: Words };

const TOKEN = /\s+|\/\/[^\n]*|("(?:[^"\\]|\\.)*")|([A-Za-z_][\w.]*)|([{}[\](),=+])/gy;

/** The blocks of a configuration. @throws Error at what is not Alloy's syntax */
export function blocksOf(text: string): readonly Block[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new Error(`unexpected ${JSON.stringify(text.slice(at, at + 20))}`);
    const token = found[1] ?? found[2] ?? found[3];
    if (token !== undefined) tokens.push(token);
  }
  let next = 0;
  const expect = (token: string): void => {
    if (tokens[next] !== token)
      throw new Error(`expected ${token}, found ${tokens.slice(next, next + 4).join(' ')}`);
    next += 1;
  };

  function body(): Pick<Block, 'attributes' | 'blocks'> {
    const attributes: Record<string, Value> = {};
    const blocks: Block[] = [];
    while (next < tokens.length && tokens[next] !== '}') {
      const name = tokens[next++]!;
      if (tokens[next] === '=') {
        next += 1;
        if (name in attributes) throw new Error(`${name} is given twice`);
        attributes[name] = expression();
      } else {
        const label = tokens[next]!.startsWith('"') ? (JSON.parse(tokens[next++]!) as string) : undefined;
        expect('{');
        blocks.push({ name, label, ...body() });
        expect('}');
      }
    }
    return { attributes, blocks };
  }

  function expression(): Value {
    const first = operand();
    if (tokens[next] !== '+') return first;
    next += 1;
    return { refers: `${written(first)} + ${written(expression())}` };
  }

  function operand(): Value {
    const token = tokens[next++]!;
    if (token.startsWith('"')) return JSON.parse(token) as string;
    if (token === '[') {
      const values: Value[] = [];
      while (tokens[next] !== ']') {
        values.push(expression());
        if (tokens[next] !== ']') expect(',');
      }
      expect(']');
      return values;
    }
    if (token === '{') {
      const object: Record<string, string> = {};
      while (tokens[next] !== '}') {
        const key = tokens[next++]!;
        expect('=');
        object[key] = expression() as string;
        if (tokens[next] !== '}') expect(',');
      }
      expect('}');
      return { object };
    }
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`expected a value, found ${token}`);
    if (tokens[next] !== '(') return { refers: token };
    expect('(');
    const argument = expression();
    expect(')');
    return { refers: `${token}(${written(argument)})` };
  }

  const { attributes, blocks } = body();
  if (next < tokens.length || Object.keys(attributes).length > 0)
    throw new Error('expected blocks and nothing else');
  return blocks;
}

function written(value: Value): string {
  return typeof value === 'object' && 'refers' in value ? value.refers : JSON.stringify(value);
}

/** What a configuration's components are fed by: each must stand in it. */
export function references(blocks: readonly Block[]): readonly string[] {
  const inValue = (value: Value): readonly string[] => {
    if (typeof value === 'string') return [];
    if (Array.isArray(value)) return value.flatMap(inValue);
    return 'refers' in value && !value.refers.includes('(') ? [value.refers] : [];
  };
  return blocks.flatMap((block) => [
    ...Object.values(block.attributes).flatMap(inValue),
    ...references(block.blocks),
  ]);
}

/** The agent that a configuration of Alloy describes. */
export function alloy(text: string): Agent {
  const blocks = blocksOf(text);
  const component = (name: string): Block => {
    const found = blocks.filter((block) => block.name === name);
    if (found.length !== 1) throw new Error(`found ${found.length} components ${name}, expected 1`);
    return found[0]!;
  };
  const [endpoint] = component('loki.write').blocks;
  return {
    url: endpoint!.attributes.url as string,
    rules: component('discovery.relabel').blocks.map(({ attributes }) => ({
      sources: attributes.source_labels as string[],
      separator: attributes.separator as string | undefined,
      target: attributes.target_label as string,
      replacement: attributes.replacement as string | undefined,
    })),
    stages: component('loki.process').blocks.map(stageOf),
  };
}

function stageOf({ name, attributes, blocks }: Block): Stage {
  const words = (value: Value | undefined): Words => (value as { object: Words }).object;
  switch (name) {
    case 'stage.cri':
      return { kind: 'cri' };
    case 'stage.json':
      return { kind: 'json', expressions: words(attributes.expressions) };
    case 'stage.labels':
      return { kind: 'labels', values: words(attributes.values) };
    case 'stage.structured_metadata':
      return { kind: 'structured_metadata', values: words(attributes.values) };
    case 'stage.label_drop':
      return { kind: 'drop_labels', names: attributes.values as string[] };
    case 'stage.timestamp':
      return {
        kind: 'timestamp',
        source: attributes.source as string,
        format: attributes.format as string,
        onFailure: (attributes.action_on_failure as string | undefined) ?? 'fudge',
      };
    case 'stage.match':
      return { kind: 'match', selector: attributes.selector as string, stages: blocks.map(stageOf) };
    default:
      throw new Error(`the oracle knows no stage ${name}`);
  }
}
