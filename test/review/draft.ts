import type { KubernetesObject, Platform, Resource, Stack } from '../../review/platform.ts';

type Mutable = Record<string, unknown>;

/** A platform that a fixture changes as a change of the sources would. */
export class Draft {
  private stacks: Map<string, Stack>;
  private objects: Map<string, KubernetesObject>;
  private pipeline: Map<string, unknown>;

  constructor(platform: Platform) {
    this.stacks = structuredClone(new Map(platform.stacks));
    this.objects = structuredClone(new Map(platform.objects));
    this.pipeline = structuredClone(new Map(platform.pipeline));
  }

  get platform(): Platform {
    const named = [...this.objects.values()].map((object) => [this.nameOf(object), object] as const);
    return { stacks: this.stacks, objects: new Map(named), pipeline: this.pipeline };
  }

  /** An object by its full name. */
  object(name: string): KubernetesObject {
    return known(this.objects.get(name), name, this.objects.keys());
  }

  /** Sets, or with undefined removes, what stands at a path; items of lists go by their `name` or their place. */
  set(name: string, path: string, value: unknown): void {
    put(this.object(name), path, value);
  }

  /** Full name of the configuration of a workload, whatever its content hashes to. */
  configuration(namespace: string, workload: string): string {
    const pattern = new RegExp(`^ConfigMap/${namespace}/${workload}-[0-9a-f]{10}$`);
    const name = [...this.objects.keys()].find((each) => pattern.test(each));
    return known(name, `configuration of ${workload}`, this.objects.keys());
  }

  /** Gives a file of a workload's configuration other content, and with it the configuration another name, everywhere. */
  rewrite(namespace: string, workload: string, file: string, from: string | RegExp, to: string): void {
    const name = this.configuration(namespace, workload);
    const object = structuredClone(this.object(name));
    const files = object.data as Record<string, string>;
    const content = known(files[file], file, Object.keys(files));
    const changed = content.replace(from, to);
    if (changed === content) throw new Error(`${file}: it has no ${from}`);
    this.drop(name);
    const renamed = `${workload}-0123456789`;
    this.add({
      ...object,
      data: { ...files, [file]: changed },
      metadata: { ...object.metadata, name: renamed },
    });
    for (const [key, other] of this.objects) {
      if (other.metadata.namespace !== namespace) continue;
      const mounts = JSON.stringify(other).replaceAll(`"${object.metadata.name}"`, `"${renamed}"`);
      this.objects.set(key, JSON.parse(mounts) as KubernetesObject);
    }
  }

  /** Sets, or with undefined removes, what stands at a path of a file of `.github`. */
  setPipeline(file: string, path: string, value: unknown): void {
    put(known(this.pipeline.get(file), file, this.pipeline.keys()), path, value);
  }

  addPipeline(file: string, content: unknown): void {
    this.pipeline.set(file, content);
  }

  dropPipeline(file: string): void {
    this.pipeline.delete(file);
  }

  add(object: KubernetesObject): void {
    this.objects.set(this.nameOf(object), object);
  }

  drop(name: string): void {
    this.object(name);
    this.objects.delete(name);
  }

  /** Renames as `lib/names.ts` does: every mention in the namespace goes along, the Secrets' names excepted. */
  renameWorkload(namespace: string, from: string, to: string): void {
    for (const [name, object] of this.objects) {
      if (object.metadata.namespace !== namespace) continue;
      const text = JSON.stringify(object).replaceAll(`"${from}"`, `"${to}"`);
      this.objects.set(name, JSON.parse(text) as KubernetesObject);
    }
  }

  /** The one resource of a kind whose properties mention a text, as `[stack, logical id]`. */
  find(type: string, mentions = ''): readonly [stack: string, id: string] {
    const found = [...this.stacks].flatMap(([stack, { template }]) =>
      Object.entries(template.Resources)
        .filter(
          ([id, resource]) => resource.Type === type && `${id}${JSON.stringify(resource)}`.includes(mentions),
        )
        .map(([id]) => [stack, id] as const),
    );
    const [first] = found;
    if (!first || found.length > 1) {
      throw new Error(
        `${type} with "${mentions}": found ${found.map(([, id]) => id).join(', ') || 'none'}, expected one`,
      );
    }
    return first;
  }

  /** All resources of a kind. */
  all(type: string): (readonly [stack: string, id: string])[] {
    return [...this.stacks].flatMap(([stack, { template }]) =>
      Object.keys(template.Resources)
        .filter((id) => template.Resources[id]?.Type === type)
        .map((id) => [stack, id] as const),
    );
  }

  resource([stack, id]: readonly [string, string]): Resource {
    return known(this.resources(stack)[id], id, Object.keys(this.resources(stack))) as Resource;
  }

  /** Sets what stands at a path of a resource: `Properties.BucketName`, `DeletionPolicy`. */
  setResource(place: readonly [string, string], path: string, value: unknown): void {
    put(this.resource(place), path, value);
  }

  addResource(stack: string, id: string, resource: Resource): void {
    this.resources(stack)[id] = resource;
  }

  dropResource(place: readonly [string, string]): void {
    this.resource(place);
    delete this.resources(place[0])[place[1]];
  }

  /** Gives a resource another logical id, as moving or renaming its construct does; references follow. */
  renameResource([stack, id]: readonly [string, string], to: string): void {
    const own = known(this.stacks.get(stack), stack, this.stacks.keys());
    const template = JSON.parse(
      JSON.stringify(own.template).replaceAll(`"${id}"`, `"${to}"`),
    ) as Stack['template'];
    this.stacks.set(stack, { ...own, template });
  }

  /** Takes back what a stack gives out, by the start of its name. */
  dropOutput(stack: string, begin: string): void {
    const outputs = known(this.stacks.get(stack), stack, this.stacks.keys()).template.Outputs as Mutable;
    const id = Object.keys(outputs).find((each) => each.startsWith(begin));
    delete outputs[known(id, begin, Object.keys(outputs))];
  }

  unprotect(stack: string): void {
    const own = known(this.stacks.get(stack), stack, this.stacks.keys());
    this.stacks.set(stack, { ...own, terminationProtection: false });
  }

  private resources(stack: string): Record<string, unknown> {
    return known(this.stacks.get(stack), stack, this.stacks.keys()).template.Resources as Record<
      string,
      unknown
    >;
  }

  private nameOf({ kind, metadata }: KubernetesObject): string {
    return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
  }
}

function known<T>(found: T | undefined, name: string, names: Iterable<string>): T {
  if (found === undefined) throw new Error(`the platform has no ${name}; it has ${[...names].join(', ')}`);
  return found;
}

function put(target: unknown, path: string, value: unknown): void {
  // A dot inside a key is written as a slash and a dot.
  const keys = path.split(/(?<!\/)\./).map((key) => key.replaceAll('/.', '.'));
  const last = keys.pop() ?? '';
  const owner = keys.reduce<unknown>((at, key) => at && (at as Mutable)[place(at, key)], target);
  if (typeof owner !== 'object' || owner === null) throw new Error(`${path}: nothing at ${keys.join('.')}`);
  const key = place(owner, last);
  if (value === undefined) {
    if (!(key in owner)) throw new Error(`${path}: nothing to remove`);
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete (owner as Mutable)[key];
  } else if (key === 'push' && Array.isArray(owner)) owner.push(value);
  else (owner as Mutable)[key] = value;
}

function place(owner: unknown, key: string): string {
  if (!Array.isArray(owner) || /^\d+$/.test(key) || key === 'push') return key;
  const index = owner.findIndex(
    (item: Mutable) => item.name === key || (item.metadata as Mutable)?.name === key,
  );
  if (index < 0) throw new Error(`no item named ${key}`);
  return String(index);
}
