import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Environment, environments } from '../../lib/environment.ts';
import { buildPlatform, type PlatformStage } from '../../lib/platform.ts';

/** Stacks of an environment, in the order of their deployment. */
export const STACKS = ['data', 'network', 'registry', 'site', 'cluster', 'access'] as const;

/** A stack of an environment. */
type StackName = (typeof STACKS)[number];

/** A resource of a template, as far as tests look into it. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates have no types, and a test names the path it reads.
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One environment, built and synthesized. */
export interface Synthesized {
  readonly app: App;
  readonly stage: PlatformStage;
  readonly template: (stack: StackName) => Template;
  readonly resources: (stack: StackName) => Readonly<Record<string, TemplateResource>>;
}

/** Builds an environment in a folder of its own and synthesizes it once. */
export async function synthesize(environment: Environment): Promise<Synthesized> {
  const outdir = mkdtempSync(join(tmpdir(), 'playcode-synth-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stage = await buildPlatform(app, environment);
  const assembly = app.synth().getNestedAssembly(stage.artifactId);
  const templates = new Map(
    stage.node.children
      .filter(Stack.isStack)
      .map((stack) => [stack.node.id, assembly.getStackArtifact(stack.artifactId).template]),
  );
  rmSync(outdir, { recursive: true });
  const json = (stack: StackName) => {
    const template = templates.get(stack);
    if (!template) throw new Error(`no stack ${stack} in ${environment.name}: [${[...templates.keys()]}]`);
    return template;
  };
  return {
    app,
    stage,
    template: (stack) => Template.fromJSON(json(stack)),
    resources: (stack) => json(stack).Resources,
  };
}

/** The customer's environment. */
export function production(): Environment {
  return environments.production;
}

/** Resources of one type, by logical id. */
export function ofType(
  resources: Readonly<Record<string, TemplateResource>>,
  type: string,
): Array<[string, TemplateResource]> {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}
