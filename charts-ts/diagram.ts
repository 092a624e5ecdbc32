import type { Actor } from './actors.ts';
import { type FlowTable, flowTable } from './flows.ts';

/**
 * The architecture as a Mermaid flowchart: every flow of the table, actors grouped by namespace. Look-ups of names and
 * calls to the API server are left out, because every second actor has them and the picture would show nothing else.
 */
export function flowDiagram(table: FlowTable = flowTable()): string {
  const { actors } = table;
  const flows = table.flows.filter((flow) => flow.to !== 'dns' && flow.to !== 'apiServer');
  const shown = Object.entries(actors).filter(([id]) =>
    flows.some((flow) => flow.from === id || flow.to === id),
  );
  const places = [...new Set(shown.map(([, actor]) => placeOf(actor)))];
  const lines = ['flowchart LR'];
  for (const place of places) {
    const inside = shown.filter(([, actor]) => placeOf(actor) === place);
    if (place === '') {
      lines.push(...inside.map(([id, { title }]) => `  ${id}(["${title}"])`));
    } else {
      lines.push(`  subgraph ${place}`, ...inside.map(([id, { title }]) => `    ${id}["${title}"]`), '  end');
    }
  }
  const ends = [...new Set(flows.map((flow) => `${flow.from} ${flow.to}`))];
  for (const pair of ends) {
    const [from, to] = pair.split(' ');
    const ports = flows.filter((flow) => `${flow.from} ${flow.to}` === pair).map((flow) => flow.port);
    lines.push(`  ${from} -->|"${ports.join(', ')}"| ${to}`);
  }
  return lines.join('\n');
}

function placeOf(actor: Actor): string {
  return actor.kind === 'pods' ? actor.namespace : '';
}
