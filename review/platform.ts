import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { type Fields, field, fields, items, text } from './field.ts';
import { readable } from './intrinsic.ts';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Fields;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  /** Name of the condition under which the resource is there at all. */
  readonly Condition?: string;
}

/** A CloudFormation stack as it was synthesized. */
export interface Stack {
  /** Path of the stack, for example `production/data`. */
  readonly name: string;
  readonly terminationProtection: boolean;
  readonly template: Fields & { readonly Resources: Readonly<Record<string, Resource>> };
}

/** An object of the Kubernetes API. */
export interface KubernetesObject extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string; readonly namespace?: string };
}

/** All that one commit synthesizes, and what brings it out. */
export interface Platform {
  /** Stacks by their names. */
  readonly stacks: ReadonlyMap<string, Stack>;
  /** Kubernetes objects by {@link nameOf}. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  /** What stands in `.github`, by its path there: `workflows/deploy.yml`. */
  readonly pipeline: ReadonlyMap<string, unknown>;
}

/** Full name of an object: `StatefulSet/playcode/mongodb`, `ClusterRole/playcode-prometheus`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
}

/** Reads what both halves wrote for an environment, the cloud assembly and the folder of manifests, and the pipeline beside it. */
export function readPlatform(
  assembly: string,
  manifests: string,
  environment: string,
  pipeline: string,
): Platform {
  const own = readStacks(assembly).filter(({ name }) => name.startsWith(`${environment}/`));
  const stacks = new Map(own.map((stack) => [stack.name, stack]));
  const objects = [
    ...filesBelow(manifests, '.yaml').map((file) => parse(readFileSync(file, 'utf8')) as KubernetesObject),
    ...[...stacks.values()].flatMap(embeddedObjects),
  ];
  return {
    stacks,
    objects: new Map(objects.map((object) => [nameOf(object), object])),
    pipeline: new Map(
      filesBelow(pipeline, '.yml', '.yaml').map((file) => [
        relative(pipeline, file),
        parse(readFileSync(file, 'utf8')) as unknown,
      ]),
    ),
  };
}

function readStacks(assembly: string): Stack[] {
  return filesBelow(assembly, 'manifest.json').flatMap((file) => {
    const artifacts = fields(JSON.parse(readFileSync(file, 'utf8')), 'artifacts');
    return Object.values(artifacts)
      .filter((artifact) => field(artifact, 'type') === 'aws:cloudformation:stack')
      .map((artifact) => ({
        name: text(artifact, 'displayName'),
        terminationProtection: field(artifact, 'properties.terminationProtection') === true,
        template: JSON.parse(
          readFileSync(join(file, '..', text(artifact, 'properties.templateFile')), 'utf8'),
        ) as Stack['template'],
      }));
  });
}

/** Kubernetes objects that a stack applies by itself: CloudFormation carries them as text. */
function embeddedObjects(stack: Stack): KubernetesObject[] {
  return Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-KubernetesResource')
    .flatMap(({ Properties }) => items(JSON.parse(readable(Properties?.Manifest))) as KubernetesObject[]);
}

function filesBelow(folder: string, ...ends: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ends.some((end) => file.endsWith(end)))
    .map((file) => join(folder, file));
}
