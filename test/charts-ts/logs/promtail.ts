import { parse } from 'yaml';
import type { Agent, Stage, Words } from './pipeline.ts';

interface Configuration {
  readonly clients: readonly { readonly url: string }[];
  readonly scrape_configs: readonly {
    readonly pipeline_stages: readonly StageYaml[];
    readonly relabel_configs: readonly {
      readonly source_labels: readonly string[];
      readonly separator?: string;
      readonly target_label: string;
      readonly replacement?: string;
    }[];
  }[];
}

type StageYaml = Readonly<Record<string, unknown>>;

/** The agent that a configuration of Promtail describes. */
export function promtail(text: string): Agent {
  const { clients, scrape_configs } = parse(text) as Configuration;
  const [job] = scrape_configs;
  return {
    url: clients[0]!.url,
    rules: job!.relabel_configs.map((rule) => ({
      sources: rule.source_labels,
      separator: rule.separator,
      target: rule.target_label,
      replacement: rule.replacement,
    })),
    stages: job!.pipeline_stages.map(stageOf),
  };
}

function stageOf(stage: StageYaml): Stage {
  const [[kind, body], ...more] = Object.entries(stage) as [[string, unknown], ...unknown[]];
  if (more.length > 0) throw new Error(`expected one stage in ${JSON.stringify(stage)}`);
  switch (kind) {
    case 'cri':
      return { kind };
    case 'json':
      return { kind, expressions: (body as { expressions: Words }).expressions };
    case 'labels':
    case 'structured_metadata':
      return { kind, values: body as Words };
    case 'labeldrop':
      return { kind: 'drop_labels', names: body as string[] };
    case 'timestamp': {
      const { source, format, action_on_failure } = body as Record<string, string>;
      return { kind, source: source!, format: format!, onFailure: action_on_failure ?? 'fudge' };
    }
    case 'match': {
      const { selector, stages } = body as { selector: string; stages: StageYaml[] };
      return { kind, selector, stages: stages.map(stageOf) };
    }
    default:
      throw new Error(`the oracle knows no stage ${kind}`);
  }
}
