import { App } from 'aws-cdk-lib';
import { dashboards, flowDiagram, ruleGroups } from '../charts-ts/index.ts';
import { production } from '../lib/environment.ts';
import { buildPlatform } from '../lib/platform.ts';
import { roleActions } from './role-actions.ts';

/** The parts of the README that follow from the code, by the name of their markers: `<!-- name:begin -->`, `:end`. */
export async function readmeParts(): Promise<Readonly<Record<string, string>>> {
  const stage = await buildPlatform(new App(), production);
  return {
    flows: `\`\`\`mermaid\n${flowDiagram()}\n\`\`\``,
    roles: roleActions(stage.synth()),
    watching: watching(),
  };
}

/** How many panels and rules there are. */
function watching(): string {
  const boards = dashboards().map(({ title, panels = [] }) => {
    const shown = (panels as readonly { readonly type: string }[]).filter(({ type }) => type !== 'row');
    return `${title} (${shown.length})`;
  });
  const groups = ruleGroups().map(({ name, alerts }) => `${name} (${alerts.length})`);
  const objectives = ruleGroups().flatMap(({ recordings = [] }) =>
    recordings.map(({ labels }) => labels.slo),
  );
  return `Three dashboards, by their panels: ${boards.join(', ')}. Alerts, by their groups: ${groups.join(', ')}. Objectives:\n${[...new Set(objectives)].join(', ')}.`;
}

/** The text with one part in its place. @throws Error if its markers are not there */
export function withPart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page lacks ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`;
}
